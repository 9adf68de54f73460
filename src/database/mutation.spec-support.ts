import type { Mutant } from './policies.spec-support.js';
import { concernedBy } from './policies.spec-support.js';
import { attempted, groundOf, prepareOracle, type Act, type Ground } from './wall-oracle.spec-support.js';
import { everybody, type Somebody } from './who-acts.spec-support.js';
import type { World } from './wall.spec-support.js';

/** How many people are asked at once: most policies are missed by the first few. */
const TOGETHER = 5;

/**
 * Finds out who would miss a policy. What everybody can do with the rows of its table is tried on the wall as it is, which
 * the `who-` tests and nobody-beyond-the-parties.db.spec.ts show to be right; then the policy is dropped or loosened, in a
 * transaction that is rolled back, and the same is tried again. It is missed if anything comes out otherwise for anybody.
 */
export class Trials {
  private readonly grounds = new Map<string, Ground>();
  private readonly found = new Map<string, string>();

  private constructor(
    private readonly world: World,
    private readonly people: Somebody[],
  ) {}

  static async begin(world: World): Promise<Trials> {
    await prepareOracle(world.admin);
    return new Trials(world, await everybody(world));
  }

  /** The first thing that comes out otherwise with this mutant, in words; undefined when nobody misses anything. */
  async missedBy(mutant: Mutant): Promise<string | undefined> {
    const { table, roles } = mutant.policy;
    const ground = await this.groundOf(table);
    for (const act of concernedBy(mutant.policy))
      for (const role of roles) {
        const people = this.peopleOf(role);
        for (let first = 0; first < people.length; first += TOGETHER) {
          const said = await this.comparedOn(mutant, act, ground, role, people.slice(first, first + TOGETHER));
          if (said !== undefined) return said;
        }
      }
    return undefined;
  }

  private async comparedOn(mutant: Mutant, act: Act, ground: Ground, role: string, people: Somebody[]) {
    await this.expect(act, ground, role, people);
    const { admin } = this.world;
    await admin.query(`begin; ${mutant.statement}`);
    try {
      for (const who of people) {
        const said = await attempted(admin, act, ground, who, role);
        const before = this.found.get(key(act, ground.table, role, who)) ?? '';
        if (said !== before) return `${who.name} as ${role} ${act} ${described(act, said, before)}`;
      }
      return undefined;
    } finally {
      await admin.query('rollback');
    }
  }

  private async groundOf(table: string): Promise<Ground> {
    const known = this.grounds.get(table) ?? (await groundOf(this.world.admin, table));
    this.grounds.set(table, known);
    return known;
  }

  /** Finds out what holds on the wall as it is. */
  private async expect(act: Act, ground: Ground, role: string, people: Somebody[]): Promise<void> {
    const { admin } = this.world;
    for (const who of people) {
      const at = key(act, ground.table, role, who);
      if (this.found.has(at)) continue;
      await admin.query('begin');
      this.found.set(at, await attempted(admin, act, ground, who, role));
      await admin.query('rollback');
    }
  }

  /** The owner and the maintenance act for nobody; only the roles of the program act for people. */
  private peopleOf(role: string): Somebody[] {
    return role !== 'guichet_maintenance' ? this.people : this.people.slice(0, 1);
  }
}

const key = (act: Act, table: string, role: string, who: Somebody) => [act, table, role, who.name].join('|');

/** What is different, in a few words: the counts of rows, or the first attempts of many that ended otherwise. */
function described(act: Act, said: string, before: string): string {
  const parts = (text: string) => (act === 'adds' ? text.split('') : text.split(' ').filter(Boolean));
  const [now, then] = [parts(said), parts(before)];
  if (act === 'sees') return `${String(now.length)} rows instead of ${String(then.length)}`;
  const first = now.findIndex((part, n) => part !== then[n]);
  return `${now[first] ?? 'nothing'} instead of ${then[first] ?? 'nothing'} at attempt ${String(first + 1)} of ${String(now.length)}`;
}
