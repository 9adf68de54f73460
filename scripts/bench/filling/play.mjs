/** Plays stories through the program's own services, in the order of time; between two deeds the sweep does what time does. */
import { startApplication } from '../application.mjs';
import { dist } from '../dist.mjs';

/** @returns the stories, each with the `reference` of its ticket; and the names of the consumers that read tickets */
export async function playStories(database, stories, now) {
  const { MovableClock } = await dist('kernel/index.js');
  const { WorkerUnitOfWork } = await dist('database/index.js');
  const { Consumers } = await dist('events/index.js');
  const { Sweep } = await dist('modules/tickets/index.js');
  const { Cast } = await dist('demo/cast.js');
  const { desksOf } = await dist('demo/desks.js');
  const cues = stories
    .flatMap((story) => story.lines.map(([at, who, deed]) => ({ at, who, deed, story })))
    .sort((a, b) => a.at - b.at);
  const clock = new MovableClock(new Date(cues[0].at - 1));
  const app = await startApplication(database, clock);
  try {
    const [cast, desks, sweep, work] = [new Cast(app), desksOf(app), app.get(Sweep), app.get(WorkerUnitOfWork)];
    const tellings = new Map(stories.map((story) => [story, { reference: '', n: 0, messages: new Map() }]));
    const letTimePass = async (instant) => {
      for (;;) {
        const [{ at }] = await work.outside(
          `select least((select min(wake_at) from timer where wake_at <= $1),
                        (select min(at) from appointment where at <= $1)) as at`,
          [instant],
        );
        if (!at) break;
        if (at > clock.now()) clock.moveTo(at);
        if ((await sweep.run()) === 0) break;
      }
      clock.moveTo(instant);
    };
    for (const { at, who, deed, story } of cues) {
      if (at > now.getTime()) throw new Error(`"${story.path}" goes on after now`);
      await letTimePass(new Date(at));
      const actor = await cast.actor(who);
      await deed({ desks, actor, subject: story.subject, telling: tellings.get(story), instant: (moment) => moment() });
    }
    await letTimePass(now);
    return {
      played: stories.map((story) => ({ ...story, reference: tellings.get(story).reference })),
      consumers: app.get(Consumers).reading('ticket'),
    };
  } finally {
    await app.close();
  }
}
