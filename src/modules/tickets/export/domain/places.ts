/** How many may read at once: of a person, of an institution, in all. */
export interface Room {
  ofPerson: number;
  ofInstitution: number;
  inAll: number;
}

export interface Holder {
  personId: string;
  institutionId: string;
}

/** The places of what is read for long. Nobody takes all of them: neither a person nor an institution. */
export class Places {
  private readonly held: Holder[] = [];

  constructor(private readonly room: Room) {}

  /** Takes a place, if there is one for this reader. */
  take(holder: Holder): boolean {
    const taken = (same: (one: Holder) => boolean) => this.held.filter(same).length;
    const isFull =
      this.held.length >= this.room.inAll ||
      taken(({ personId }) => personId === holder.personId) >= this.room.ofPerson ||
      taken(({ institutionId }) => institutionId === holder.institutionId) >= this.room.ofInstitution;
    if (!isFull) this.held.push(holder);
    return !isFull;
  }

  /** Gives back a place that was taken with this very object. */
  leave(holder: Holder): void {
    const at = this.held.indexOf(holder);
    if (at >= 0) this.held.splice(at, 1);
  }
}
