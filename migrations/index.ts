import { Wall1795300000001 } from './0001-wall.js';
import { InstitutionsAndPeople1795300000002 } from './0002-institutions-and-people.js';
import { Catalogue1795300000003 } from './0003-catalogue.js';
import { Tickets1795300000004 } from './0004-tickets.js';
import { Record1795300000005 } from './0005-record.js';
import { Timers1795300000006 } from './0006-timers.js';
import { Mail1795300000007 } from './0007-mail.js';
import { Versions1795400000008 } from './0008-versions.js';
import { Appointments1795400000009 } from './0009-appointments.js';
import { HandledInTime1795400000010 } from './0010-handled-in-time.js';
import { Simulation1795400000011 } from './0011-simulation.js';
import { Finding1795500000012 } from './0012-finding.js';
import { Desks1795500000013 } from './0013-desks.js';
import { Thread1795500000014 } from './0014-thread.js';
import { Relations1795500000015 } from './0015-relations.js';
import { Opening1795500000017 } from './0017-opening.js';
import { Escalations1795500000018 } from './0018-escalations.js';
import { Live1795500000019 } from './0019-live.js';
import { Problems1795600000020 } from './0020-problems.js';
import { Tokens1795600000021 } from './0021-tokens.js';
import { MailIn1795600000022 } from './0022-mail-in.js';
import { DeskWork1795600000023 } from './0023-desk-work.js';
import { Recurring1795600000024 } from './0024-recurring.js';
import { Idempotency1795600000025 } from './0025-idempotency.js';
import { Speed1795600000026 } from './0026-speed.js';
import { Deciding1795600000027 } from './0027-deciding.js';
import { Changes1795600000028 } from './0028-changes.js';
import { Releases1795600000034 } from './0034-releases.js';
import { Lists1795600000035 } from './0035-lists.js';
import { OutboxStreams1795700000036 } from './0036-outbox-streams.js';
import { Actions1795700000037 } from './0037-actions.js';
import { Runs1795700000038 } from './0038-runs.js';
import { Improvements1795700000041 } from './0041-improvements.js';
import { ActionFigures1795700000042 } from './0042-action-figures.js';
import { WhatHoldsOfChanges1795700000043 } from './0043-what-holds-of-changes.js';
import { ScanTerm1795700000044 } from './0044-scan-term.js';
import { ConsumerWakes1795700000048 } from './0048-consumer-wakes.js';
import { Keeping1795700000046 } from './0046-keeping.js';
import { Accounts1795700000047 } from './0047-accounts.js';
import { SideBySide1795700000053 } from './0053-side-by-side.js';
import { Erasure1795700000054 } from './0054-erasure.js';
import { RequestCounts1795700000056 } from './0056-request-counts.js';
import { KeysWithinAnInstitution1795700000059 } from './0059-keys-within-an-institution.js';
import { ErasureTellsNothing1795700000060 } from './0060-erasure-tells-nothing.js';
import { OutboxTypes1795700000061 } from './0061-outbox-types.js';
import { Figures1795700000049 } from './0049-figures.js';
import { Plans1795700000040 } from './0040-plans.js';
import { Suggestions1795700000039 } from './0039-suggestions.js';
import { Standing1795600000029 } from './0029-standing.js';
import { Freezes1795600000030 } from './0030-freezes.js';
import { Rounds1795600000031 } from './0031-rounds.js';
import { Conflicts1795600000032 } from './0032-conflicts.js';
import { ToldOfChanges1795600000033 } from './0033-told-of-changes.js';

/** In the order in which they run. */
export const migrations = [
  Wall1795300000001,
  InstitutionsAndPeople1795300000002,
  Catalogue1795300000003,
  Tickets1795300000004,
  Record1795300000005,
  Timers1795300000006,
  Mail1795300000007,
  Versions1795400000008,
  Appointments1795400000009,
  HandledInTime1795400000010,
  Simulation1795400000011,
  Finding1795500000012,
  Desks1795500000013,
  Thread1795500000014,
  Relations1795500000015,
  Opening1795500000017,
  Escalations1795500000018,
  Live1795500000019,
  Problems1795600000020,
  Tokens1795600000021,
  MailIn1795600000022,
  DeskWork1795600000023,
  Recurring1795600000024,
  Idempotency1795600000025,
  Speed1795600000026,
  Deciding1795600000027,
  Changes1795600000028,
  Standing1795600000029,
  Freezes1795600000030,
  Rounds1795600000031,
  Conflicts1795600000032,
  ToldOfChanges1795600000033,
  Releases1795600000034,
  Lists1795600000035,
  OutboxStreams1795700000036,
  Actions1795700000037,
  Runs1795700000038,
  Suggestions1795700000039,
  Plans1795700000040,
  Improvements1795700000041,
  ActionFigures1795700000042,
  WhatHoldsOfChanges1795700000043,
  ScanTerm1795700000044,
  Keeping1795700000046,
  Accounts1795700000047,
  ConsumerWakes1795700000048,
  Figures1795700000049,
  SideBySide1795700000053,
  Erasure1795700000054,
  RequestCounts1795700000056,
  KeysWithinAnInstitution1795700000059,
  ErasureTellsNothing1795700000060,
  OutboxTypes1795700000061,
];
