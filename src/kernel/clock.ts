/** The one source of time. Tests and the demonstration pass a clock that they move by hand. */
export abstract class Clock {
  /** The present instant, whole milliseconds. */
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** Stands still until it is moved; never moves back. */
export class MovableClock extends Clock {
  constructor(private instant: Date) {
    super();
  }

  now(): Date {
    return new Date(this.instant);
  }

  moveTo(instant: Date): void {
    if (instant < this.instant) throw new Error('a movable clock never goes back');
    this.instant = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.moveTo(new Date(this.instant.getTime() + milliseconds));
  }
}
