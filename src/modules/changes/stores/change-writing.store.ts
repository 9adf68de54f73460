import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Change, Inside } from '../change.js';

/** What somebody writes of a change, for those affected. */
export type Written = Pick<
  Change,
  | 'title'
  | 'why'
  | 'serviceIds'
  | 'componentIds'
  | 'environments'
  | 'asked'
  | 'tenantId'
  | 'windowFrom'
  | 'windowTo'
  | 'interruptionMinutes'
>;
/** And for those who make it. */
export type WrittenInside = Pick<
  Inside,
  | 'plan'
  | 'tests'
  | 'backoutPlan'
  | 'backoutMinutes'
  | 'wasTried'
  | 'losesFunction'
  | 'takesPersonalData'
  | 'isMajorVersion'
  | 'modelId'
  | 'answers'
  | 'implementerIds'
  | 'ownerId'
  | 'emergencyReason'
>;
/** What follows from it. */
export type Judged = Pick<Change, 'class' | 'classReasons' | 'risk'> & Pick<Inside, 'questionnaireId' | 'assessment'>;
/** Where it stands. What is left out stays as it is. */
export type Standing = Partial<
  Pick<
    Change,
    | 'state'
    | 'outcome'
    | 'announcedAt'
    | 'decidedAt'
    | 'heldAt'
    | 'startedAt'
    | 'endedAt'
    | 'closedAt'
    | 'interruptedMinutes'
    | 'class'
    | 'classReasons'
    | 'risk'
  >
> & {
  /** The class that it had before an objection turned it. */
  objectedFrom?: Change['class'];
  isNoticeKept?: boolean | null;
};

const columnOf: Readonly<Record<keyof Standing, string>> = {
  state: 'state',
  outcome: 'outcome',
  announcedAt: 'announced_at',
  decidedAt: 'decided_at',
  heldAt: 'held_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  closedAt: 'closed_at',
  interruptedMinutes: 'interrupted_minutes',
  class: 'class',
  classReasons: 'class_reasons',
  risk: 'risk',
  objectedFrom: 'objected_from',
  isNoticeKept: 'is_notice_kept',
};

/** Writes changes; what the actor may write is decided below this, by the wall. */
@Injectable()
export class ChangeWritingStore {
  async add(
    tx: Transaction,
    { id, reference, at, isAskedFor }: { id: string; reference: string; at: Date; isAskedFor: boolean },
    written: Written,
    inside: WrittenInside & { authorId: string },
    judged: Judged,
  ): Promise<void> {
    await tx.run(
      `insert into change (id, institution_id, reference, state, listed_at, version, updated_at,
                           title, why, service_ids, component_ids, environments, asked, tenant_id, window_from, window_to,
                           interruption_minutes, class, class_reasons, risk)
       values ($1, app_institution(), $2, 'draft', $3, 1, $4,
               $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [id, reference, written.windowFrom ?? at, at, ...outside(written), ...judgement(judged)],
    );
    await tx.run(
      `insert into change_inside (change_id, institution_id, author_id, hands, created_at, version, updated_at, plan, tests,
                                  backout_plan, backout_minutes, was_tried, loses_function, takes_personal_data,
                                  is_major_version, model_id, answers, implementer_ids, owner_id, emergency_reason,
                                  emergency_at, questionnaire_id, assessment)
       values ($1, app_institution(), $2, case when $20 then '{}'::uuid[] else array[$2::uuid] end, $3::timestamptz, 1,
               $3::timestamptz, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
               case when $17 then $3::timestamptz end, $18, $19)`,
      [
        id,
        inside.authorId,
        at,
        ...within(inside),
        written.asked === 'emergency',
        judged.questionnaireId,
        JSON.stringify(judged.assessment ?? null),
        isAskedFor,
      ],
    );
  }

  /** The version that others see moves with what they see, and with nothing else. */
  async write(
    tx: Transaction,
    change: Pick<Change, 'id' | 'listedAt'>,
    written: Written,
    inside: WrittenInside,
    judged: Judged,
    at: Date,
  ): Promise<void> {
    const listedAt = written.windowFrom ?? change.listedAt;
    await tx.run(
      `update change
          set listed_at = $2, updated_at = $3, version = version + 1, title = $4, why = $5, service_ids = $6,
              component_ids = $7, environments = $8, asked = $9, tenant_id = $10, window_from = $11, window_to = $12,
              interruption_minutes = $13, class = $14, class_reasons = $15, risk = $16
        where id = $1
          and (title, why, service_ids, component_ids, environments, asked, change_tenant(id), window_from,
               window_to, interruption_minutes, class, class_reasons, risk)
              is distinct from ($4, $5, $6::uuid[], $7::uuid[], $8::text[], $9, $10::uuid, $11::timestamptz, $12::timestamptz,
                                $13::integer, $14, $15::jsonb, $16)`,
      [change.id, listedAt, at, ...outside(written), ...judgement(judged)],
    );
    // whoever it concerns, those too whom it concerns no more, have it at the same place in their lists
    if (listedAt.getTime() !== change.listedAt.getTime())
      await tx.run('update change_party set listed_at = $2 where change_id = $1', [change.id, listedAt]);
    await tx.run(
      `update change_inside
          set updated_at = $2::timestamptz, version = version + 1, plan = $3, tests = $4, backout_plan = $5, backout_minutes = $6,
              was_tried = $7, loses_function = $8, takes_personal_data = $9, is_major_version = $10, model_id = $11,
              answers = $12, implementer_ids = $13, owner_id = $14, emergency_reason = $15,
              emergency_at = case when $16 then coalesce(emergency_at, $2::timestamptz) end, questionnaire_id = $17, assessment = $18
        where change_id = $1`,
      [
        change.id,
        at,
        ...within(inside),
        written.asked === 'emergency',
        judged.questionnaireId,
        JSON.stringify(judged.assessment ?? null),
      ],
    );
    await this.handled(tx, change.id);
  }

  /** The acting person wrote on it: none of those who decide on it with fresh eyes. */
  async handled(tx: Transaction, id: string): Promise<void> {
    await tx.run(
      'update change_inside set hands = hands || app_person() where change_id = $1 and not (app_person() = any (hands))',
      [id],
    );
  }

  /** Where it stands from now on. Its version moves for everybody who sees it. */
  async stand(tx: Transaction, id: string, standing: Standing, at: Date): Promise<void> {
    const names = Object.keys(standing) as (keyof Standing)[];
    const sets = names.map((name, place) => `${columnOf[name]} = $${String(place + 3)}`);
    const values = names.map((name) =>
      name === 'classReasons' ? JSON.stringify(standing[name]) : (standing[name] ?? null),
    );
    const touched = await tx.run(
      `update change set ${[...sets, 'version = version + 1', 'updated_at = $2'].join(', ')} where id = $1`,
      [id, at, ...values],
    );
    if (touched !== 1) throw new Error('a change that was held is gone');
    await this.touch(tx, id, at);
  }

  /** Something happened inside that nobody wrote in its fields. */
  async touch(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run('update change_inside set version = version + 1, updated_at = $2 where change_id = $1', [id, at]);
  }
}

const outside = (written: Written): unknown[] => [
  written.title,
  written.why,
  written.serviceIds,
  written.componentIds,
  written.environments,
  written.asked,
  written.tenantId,
  written.windowFrom,
  written.windowTo,
  written.interruptionMinutes,
];

const within = (inside: WrittenInside): unknown[] => [
  inside.plan,
  inside.tests,
  inside.backoutPlan,
  inside.backoutMinutes,
  inside.wasTried,
  inside.losesFunction,
  inside.takesPersonalData,
  inside.isMajorVersion,
  inside.modelId,
  JSON.stringify(inside.answers),
  inside.implementerIds,
  inside.ownerId,
  inside.emergencyReason,
];

const judgement = (judged: Judged): unknown[] => [judged.class, JSON.stringify(judged.classReasons), judged.risk];
