import type { INestApplicationContext } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor } from '../database/index.js';
import { SYSTEM_PERSON } from '../kernel/index.js';
import { colleagueByEmail, rolesOf, sidesOf } from '../modules/identity/index.js';
import { institutionByCode, type Institution } from '../modules/institutions/index.js';
import { DOMAIN } from './accounts.js';

/** Who acts in the stories: the accounts of the demonstration, with the rights that signing in would give them. */
export class Cast {
  private readonly actors = new Map<string, Actor>();
  private readonly institutions = new Map<string, Institution>();
  private readonly work: UnitOfWork;

  constructor(app: INestApplicationContext) {
    this.work = app.get(UnitOfWork);
  }

  /** @param who the account's name before the @, e.g. `spoc.ulco` */
  async actor(who: string): Promise<Actor> {
    const known = this.actors.get(who);
    if (known) return known;
    const { id, code, name } = await this.institutionOf(who);
    const actor = await this.work.run(systemActor(id), async (tx) => {
      const person = await colleagueByEmail(tx, `${who}@${DOMAIN}`);
      if (!person) throw new Error(`nobody is called ${who}`);
      const roles = await rolesOf(tx, person.id);
      return { personId: person.id, name: person.name, institution: { id, code, name }, roles, ...sidesOf(roles) };
    });
    this.actors.set(who, actor);
    return actor;
  }

  async institutionOf(who: string): Promise<Institution> {
    const code = who.slice(who.lastIndexOf('.') + 1).toUpperCase();
    const known = this.institutions.get(code);
    if (known) return known;
    // which institutions exist is known to whoever has signed in, so any institution will do
    const found = await this.work.run(systemActor(SYSTEM_PERSON), (tx) => institutionByCode(tx, code));
    if (!found) throw new Error(`no institution has the code ${code}`);
    this.institutions.set(code, found);
    return found;
  }
}
