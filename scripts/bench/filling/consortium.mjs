/**
 * The consortium that is measured: the demonstration's twenty institutions and as many of its kind as make seventy-six,
 * with more people. All are in one zone without summer time and close on no holiday, so that a week is like any other: what
 * was played in one can be moved to another, and every timer and appointment still follows from the record.
 */
import { dist } from '../dist.mjs';

const INSTITUTIONS = 76;
/** The institution whose tickets are played by the program, to be copied for the others. */
export const model = 'U56';
/** An institution that opens a fifth of all tickets. */
export const busiest = 'ULCO';
const ZONE = 'Africa/Abidjan';
/** Beside those who can sign in: of each role so many more. */
const more = { requester: 19, agent: 3, spoc: 0, engineer: 3 };

export async function installLargeConsortium(admin, ownerUrl, passwordHash) {
  const { readConsortium } = await dist('demo/consortium.js');
  const { installConsortium } = await dist('demo/install-consortium.js');
  const small = readConsortium();
  const others = Array.from({ length: INSTITUTIONS - small.institutions.length }, (_, k) => ({
    code: `U${String(k + 1).padStart(2, '0')}`,
    name: `Université ${String(k + 1)}`,
    domain: `u${String(k + 1)}.example`,
    timeZone: ZONE,
    holidayRegion: 'FR',
    locale: k % 5 === 0 ? 'en' : 'fr',
  }));
  const consortium = { ...small, institutions: [...small.institutions, ...others] };
  await installConsortium(ownerUrl, { passwordHash, now: new Date(), consortium });
  await admin.query('begin');
  await admin.query('set local session_replication_role = replica');
  for (const statement of weeksAlike) await admin.query(statement);
  await admin.query('commit');
  await bringPeople(admin);
}

const weeksAlike = [
  `update institution set time_zone = '${ZONE}'`,
  `update site set time_zone = '${ZONE}'`,
  `update service_hours_version
      set time_zone = '${ZONE}', holidays = '[]', closures = '[]', effective_from = '2015-01-01', recorded_at = '2015-01-01'`,
  `update agreement_version
      set hours = hours || '{"timeZone": "${ZONE}", "holidays": [], "closures": []}',
          effective_from = '2015-01-01', recorded_at = '2015-01-01'`,
  // and no agreement is a pilot: what counts for one counts for all
  `update agreement_version set binding = true`,
  `update agreement set starts_on = '2015-01-01'`,
  `update institution_targets set effective_from = '2015-01-01', recorded_at = '2015-01-01'`,
];

async function bringPeople(admin) {
  for (const [role, count] of Object.entries(more)) {
    await admin.query(
      `with someone as materialized (
         select i.id as institution_id, uuidv7() as id, i.code, k
           from institution i cross join generate_series(2, $2::int + 1) k
          where i.code <> 'ESUP'),
       people as (
         insert into person (id, email, display_name, locale, is_operator)
         select id, lower($1 || k || '.' || code) || '@guichet.example', $1 || ' ' || k || ' ' || code, 'fr', false from someone),
       members as (
         insert into membership (person_id, institution_id) select id, institution_id from someone)
       insert into role_grant (institution_id, person_id, role) select institution_id, id, $1 from someone`,
      [role, count],
    );
  }
}

/** By the code of the institution: its ids, and who has which role there. */
export async function standingOf(admin) {
  const { rows } = await admin.query(
    `select i.id, i.code, s.id as "siteId",
            (select json_object_agg(r.role, r.people)
               from (select g.role, json_agg(json_build_object('id', p.id, 'name', p.display_name, 'email', p.email) order by p.email) as people
                       from role_grant g join person p on p.id = g.person_id
                      where g.institution_id = i.id group by g.role) r) as roles,
            (select json_object_agg(a.service_id, a.id) from agreement a where a.institution_id = i.id) as agreements
       from institution i join site s on s.institution_id = i.id and s.is_default
      order by i.code`,
  );
  return new Map(rows.map((row) => [row.code, row]));
}
