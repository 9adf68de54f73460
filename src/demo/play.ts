import type { INestApplicationContext } from '@nestjs/common';
import { WorkerUnitOfWork } from '../database/index.js';
import type { MovableClock } from '../kernel/index.js';
import { Sweep } from '../modules/tickets/index.js';
import { Calendar } from './calendar.js';
import { Cast } from './cast.js';
import { readConsortium, sitesOf } from './consortium.js';
import { changeDesksOf } from './change-desks.js';
import { desksOf } from './desks.js';
import type { Stage, Telling } from './deeds.js';
import { titleOf, type Moment, type Story } from './story.js';

/** One line of a story with the instant that it falls on. */
export interface Cue {
  at: Date;
  story: Story;
  who: string;
  perform: (stage: Stage) => Promise<unknown>;
}

/**
 * Plays stories through the application's own services, as the people of the consortium, on a clock that this moves from
 * one deed to the next up to `now`. All stories share one timeline: what happens first is played first, wherever it
 * happens. Between two deeds the sweep does what time does by itself, at the instant it falls due.
 *
 * @param clock the clock of `app`, not after the first deed
 * @returns how many stories went which way
 */
export async function play(
  app: INestApplicationContext,
  clock: MovableClock,
  now: Date,
  stories: readonly Story[],
): Promise<{ distribution: Record<string, number> }> {
  const cast = new Cast(app);
  const desks = { ...desksOf(app), ...changeDesksOf(app) };
  const sweep = app.get(Sweep);
  const work = app.get(WorkerUnitOfWork);
  const calendar = calendarAt(now);
  const tellings = new Map<Story, Telling>(
    stories.map((story) => [story, { reference: '', n: 0, messages: new Map<string, string>() }]),
  );

  for (const { at, story, who, perform } of timeline(stories, calendar)) {
    await letTimePass(at);
    const telling = tellings.get(story);
    if (!telling) throw new Error('a cue belongs to no story');
    const { timeZone } = await cast.institutionOf(who);
    await perform({
      desks,
      actor: await cast.actor(who),
      telling,
      instant: (moment) => moment(calendar, timeZone),
      idOf: async (somebody) => (await cast.actor(somebody)).personId,
    });
  }
  await letTimePass(now);

  const distribution: Record<string, number> = {};
  for (const { path } of stories) distribution[path] = (distribution[path] ?? 0) + 1;
  return { distribution };

  /** Up to `instant`, stopping wherever time tells or does something. */
  async function letTimePass(instant: Date): Promise<void> {
    for (;;) {
      const [next] = await work.outside<{ at: Date | null }>(
        `select least((select min(wake_at) from timer where wake_at <= $1),
                      (select min(at) from appointment where at <= $1)) as at`,
        [instant],
      );
      if (!next?.at) break;
      if (next.at > clock.now()) clock.moveTo(next.at);
      if ((await sweep.run()) === 0) break;
    }
    clock.moveTo(instant);
  }
}

export function calendarAt(now: Date): Calendar {
  const regions = readConsortium().institutions.flatMap((institution) =>
    sitesOf(institution).map(({ holidayRegion }) => holidayRegion),
  );
  return new Calendar(now, [...new Set(regions)]);
}

/** Every line of every story, in the order of time; in a story that goes back or runs ahead of now something is wrong. */
export function timeline(stories: readonly Story[], calendar: Calendar): Cue[] {
  const zones = new Map(readConsortium().institutions.map(({ code, timeZone }) => [code, timeZone]));
  const cues = stories.flatMap((story) =>
    linesOf(story).map(({ when, who, perform }): Cue => {
      const timeZone = zones.get(who.slice(who.lastIndexOf('.') + 1).toUpperCase());
      if (timeZone === undefined) throw new Error(`${who} belongs to no institution`);
      return { at: when(calendar, timeZone), story, who, perform };
    }),
  );
  cues.forEach(({ at, story }, index) => {
    const before = cues[index - 1];
    const isBack = before?.story === story && at <= before.at;
    if (isBack || at > calendar.now) {
      throw new Error(`"${titleOf(story)}": ${at.toISOString()} is ${isBack ? 'no step on' : 'yet to come'}`);
    }
  });
  return cues.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function linesOf(story: Story): { when: Moment; who: string; perform: Cue['perform'] }[] {
  if (!('ticket' in story)) return story.lines.map(([when, who, perform]) => ({ when, who, perform }));
  const { ticket, lines } = story;
  return lines.map(([when, who, deed]) => ({ when, who, perform: (stage) => deed({ ...stage, subject: ticket }) }));
}
