/**
 * Who acts, for which institution, and on which sides of the wall. Made at sign-in by the identity module, or by
 * `systemActor` for what time does by itself. Everything here ends up in the transaction's settings, which the
 * row-level policies read.
 */
export type Side = 'user' | 'provider';

/** Services somebody answers for: all of them, some (ids), or none at all. */
export type ServiceScope = 'all' | 'none' | readonly string[];

export interface Actor {
  personId: string;
  name: string;
  institution: { id: string; code: string; name: string };
  /** `staff` reads by side; `requester` reads only what they asked for. */
  scope: 'staff' | 'requester';
  /** Level 1 of the own institution. */
  userServices: ServiceScope;
  /** Work on what other institutions (or the own one) escalated. */
  providerServices: ServiceScope;
  /** The roles held here, each with the services it is limited to. */
  roles: ReadonlyMap<string, ServiceScope>;
}
