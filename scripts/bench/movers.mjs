/** Agents with tickets of their institution at work, and what they ask in a day at level 1. */
const levels = ['low', 'medium', 'high'];

/** @returns {Promise<{ who, references }[]>} */
export async function moversOf({ admin }) {
  const { rows } = await admin.query(
    `select 'agent.' || lower(i.code) as who, (array_agg(t.reference order by t.opened_at desc))[1:60] as references
       from ticket t join institution i on i.id = t.institution_id
      where t.state = 'in_progress'
      group by 1 having count(*) >= 20 order by count(*) desc limit 40`,
  );
  return rows;
}

/** Of each six requests one reads a ticket, one its thread, one its timers, one a list, one what is next; one sets a priority. */
export async function requestsOf(side, movers) {
  const all = [];
  for (const { who, references } of movers) {
    const token = await side.token(who);
    const get = (path) => ({ method: 'GET', path, token });
    references.forEach((reference, n) =>
      all.push(
        get(`/tickets/${reference}`),
        get(`/tickets/${reference}/messages`),
        get('/tickets?state=in_progress&limit=50'),
        get('/my-turn?limit=20'),
        get(`/tickets/${reference}/timers`),
        qualifying(token, reference, n),
      ),
    );
  }
  return all;
}

/** What makes an event: another priority each time that it is asked with another `turn`. */
const qualifying = (token, reference, turn) => ({
  method: 'POST',
  path: `/tickets/${reference}/qualify`,
  token,
  payload: { impact: levels[turn % 3], urgency: levels[Math.floor(turn / 3) % 3] },
});
