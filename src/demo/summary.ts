import type { DemoAccount } from './accounts.js';

/** A ticket or a change of the demonstration as it stands after all stories. */
export interface StandingTicket {
  reference: string;
  title: string;
  state: string;
}

interface Told {
  accounts: readonly DemoAccount[];
  tickets: readonly StandingTicket[];
  changes: readonly StandingTicket[];
  /** How many of them went which way. */
  distribution: Readonly<Record<string, number>>;
  password: string;
  url: string;
}

/** What is printed at the start: who can sign in, what is there to see, what to try first. */
export function summaryLines({ accounts, tickets, changes, distribution, password, url }: Told): string[] {
  return [
    '',
    `Demonstration: ${accounts.length} accounts, ${tickets.length} tickets (${statesOf(tickets)}), ${changes.length} changes (${statesOf(changes)}).`,
    ...Object.entries(distribution)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([path, count]) => `  ${count} × ${path}`),
    '',
    `Sign in as ROLE.CODE@guichet.example with the password ${password}, for example:`,
    '  agent.ulco       level 1 of the Université du Littoral; spoc.ulco escalates for it',
    '  engineer.fun     works on what is escalated to FUN-MOOC; engineer.ulorraine hosts OAE',
    '  requester.unc    somebody in Nouméa who only asks',
    'Roles: requester, agent, spoc, spoc2, engineer, change-manager, cab-member, manager, admin, auditor.',
    `Institutions: ${[...new Set(accounts.map(({ institution }) => institution))].filter(Boolean).join(', ')}.`,
    '',
    'To try:',
    ...curl(tickets, password, url),
    '',
  ];
}

function statesOf(tickets: readonly StandingTicket[]): string {
  const counts = new Map<string, number>();
  for (const { state } of tickets) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state.replace('_', ' ')}`).join(', ');
}

/** The ticket that a SPOC can end with one move, found by its title since references depend on the date. */
export const TO_TRANSMIT = 'Students of the exchange programme cannot enrol';

function curl(tickets: readonly StandingTicket[], password: string, url: string): string[] {
  const api = `${url}/api/v1`;
  const delivered = tickets.find(({ title }) => title === TO_TRANSMIT)?.reference;
  return [
    `  TOKEN=$(curl -s ${api}/auth/login -H 'content-type: application/json' \\`,
    `    -d '${JSON.stringify({ email: 'spoc.unistra@guichet.example', password })}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s ${api}/tickets -H "authorization: Bearer $TOKEN"`,
    ...(delivered
      ? [
          '  # FUN-MOOC has delivered; hand its text to the requester and resolve, in one move:',
          `  curl -s ${api}/tickets/${delivered}/escalations/1/confirm -H "authorization: Bearer $TOKEN" \\`,
          `    -H 'content-type: application/json' -d '{"resolve":true}'`,
        ]
      : []),
    `  Mail that was sent meanwhile: ${url}/demo/mail`,
  ];
}
