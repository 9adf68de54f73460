import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, placeByName, toPage, type Page } from '../../../http/index.js';
import { Clock, DomainError, forbidden, newId, notFound, type FieldError } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import type { TeamMode } from '../domain/choosing.js';
import { TeamsStore, type ShownTeam, type Team } from './teams.store.js';

export interface TeamWish {
  name: string;
  mode: TeamMode;
  takes?: boolean | undefined;
  services?: string[] | undefined;
  kinds?: string[] | undefined;
  position?: number | undefined;
  members: string[];
}

/** The teams of an institution's sides. Each side knows its own. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly teams: TeamsStore,
  ) {}

  list(actor: Actor, limit: number, cursor?: string): Promise<Page<ShownTeam>> {
    const after = decodeCursor(cursor, placeByName);
    return this.work.run(actor, async (tx) =>
      toPage(
        await this.teams.all(tx, limit + 1, after),
        limit,
        ({ name, id }) => ({ name, id }),
        (team) => team,
      ),
    );
  }

  read(actor: Actor, id: string): Promise<ShownTeam> {
    return this.work.run(actor, async (tx) => {
      const team = await this.shown(tx, id);
      requirePermission(actor, 'team.read');
      return team;
    });
  }

  make(actor: Actor, side: Side, wish: TeamWish): Promise<ShownTeam> {
    return this.work.run(actor, async (tx) => {
      if ((side === 'user' ? actor.userServices : actor.providerServices) === 'none')
        throw forbidden('Your roles do not include this side.');
      const team = await this.asWished(tx, wish, { id: newId(this.clock.now()), side, version: 1 });
      if (!(await this.teams.add(tx, team))) throw taken();
      await this.teams.setMembers(tx, team.id, wish.members);
      return this.shown(tx, team.id);
    });
  }

  change(actor: Actor, id: string, version: number | undefined, wish: TeamWish): Promise<ShownTeam> {
    return this.work.run(actor, async (tx) => {
      const was = await this.teams.lock(tx, id);
      if (!was) throw notFound();
      requirePermission(actor, 'team.manage');
      assertVersion(version, was.version);
      const team = await this.asWished(tx, wish, { id, side: was.side, version: was.version + 1 });
      if (await this.teams.hasName(tx, team.side, team.name, id)) throw taken();
      await this.teams.save(tx, team);
      await this.teams.setMembers(tx, id, wish.members);
      return this.shown(tx, id);
    });
  }

  private async shown(tx: Transaction, id: string): Promise<ShownTeam> {
    const team = await this.teams.byId(tx, id);
    if (!team) throw notFound();
    return team;
  }

  private async asWished(tx: Transaction, wish: TeamWish, of: Pick<Team, 'id' | 'side' | 'version'>): Promise<Team> {
    const errors: FieldError[] = [];
    const known = await this.teams.known(tx, wish.members);
    for (const [index, id] of wish.members.entries()) {
      if (!known.has(id.toLowerCase()))
        errors.push(at(`/members/${String(index)}`, 'unknown_person', 'No such person.'));
    }
    const serviceIds: string[] = [];
    for (const [index, code] of (wish.services ?? []).entries()) {
      const service = await serviceByCode(tx, code);
      if (service) serviceIds.push(service.id);
      else errors.push(at(`/services/${String(index)}`, 'unknown_service', 'No such service.'));
    }
    if (errors.length > 0) {
      const detail = 'Some of what was named does not exist in your institution.';
      throw new DomainError({ kind: 'unprocessable', code: 'unknown', detail, errors });
    }
    const { name, mode, takes = false, kinds, position = 100 } = wish;
    return { ...of, name, mode, takes, position, kinds: kinds ?? null, serviceIds: wish.services ? serviceIds : null };
  }
}

const at = (pointer: string, code: string, message: string): FieldError => ({ pointer, code, message });

function taken(): DomainError {
  const message = 'Another team of this side has this name.';
  return new DomainError({
    kind: 'conflict',
    code: 'name_taken',
    detail: message,
    errors: [{ pointer: '/name', code: 'name_taken', message }],
  });
}
