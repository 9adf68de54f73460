/**
 * Loaded before the program (`--import`): its clock is ahead by so many milliseconds as CLOCK_AHEAD says, at once, or, with
 * CLOCK_JUMPS, from the first SIGUSR2 on until the next. Only what it believes is changed.
 */
const real = Date;
const ahead = Number(process.env.CLOCK_AHEAD ?? 0);
let shift = process.env.CLOCK_JUMPS ? 0 : ahead;
if (process.env.CLOCK_JUMPS) process.on('SIGUSR2', () => (shift = ahead - shift));

globalThis.Date = class Date extends real {
  constructor(...given) {
    if (given.length === 0) super(real.now() + shift);
    else super(...given);
  }
  static now() {
    return real.now() + shift;
  }
};
