import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../http/index.js';
import { Clock, conflict, DAY_MS, DomainError, newId, notFound } from '../../kernel/index.js';
import { recordOfAccount } from './account-record.js';
import { NO_INSTITUTION } from './domain/membership.js';
import { can } from './domain/permissions.js';
import { isScope, LONGEST_TOKEN_DAYS, MOST_TOKENS, scopes } from './domain/scopes.js';
import { requirePermission } from './require-permission.js';
import { hashToken, newApiToken } from './token.js';
import { addToken, countTokens, removeToken, tokenById, tokens, type ListedToken } from './tokens.store.js';

/** Tokens by which programs act: made for some scopes, for a time, by somebody who may what the scopes allow. */
@Injectable()
export class TokensService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  async make(
    actor: Actor,
    { name, scopes: asked, expiresAt }: { name: string; scopes: readonly string[]; expiresAt: Date },
  ): Promise<ListedToken & { token: string }> {
    const foreign = asked.findIndex((scope) => !isScope(scope) || !can(actor, scopes[scope]));
    if (foreign >= 0) throw refusedField(`scopes/${String(foreign)}`, 'not_yours', 'None of your roles allows this.');
    const token = newApiToken();
    return this.work.run(actor, async (tx) => {
      const now = this.clock.now();
      if (expiresAt <= now) throw refusedField('expiresAt', 'not_ahead', 'It lies ahead.');
      if (expiresAt.getTime() > now.getTime() + LONGEST_TOKEN_DAYS * DAY_MS)
        throw refusedField('expiresAt', 'too_far', 'It lies at most a year ahead.');
      if ((await countTokens(tx, now)) >= MOST_TOKENS)
        throw conflict('too_many_tokens', 'There are many tokens already: remove those that are not used.');
      const made = { id: newId(now), name, scopes: [...asked], createdAt: now, expiresAt };
      const institutionId = actor.institution.id === NO_INSTITUTION.id ? null : actor.institution.id;
      await addToken(tx, { ...made, institutionId, tokenHash: hashToken(token) });
      await recordOfAccount(this.events, tx, actor.institution.id, now, {
        type: 'token.made',
        data: { tokenId: made.id, personId: actor.personId, scopes: made.scopes, expiresAt: expiresAt.toISOString() },
      });
      return { ...made, madeBy: actor.name, lastUsedAt: null, token };
    });
  }

  list(actor: Actor, limit: number, cursor?: string): Promise<Page<ListedToken>> {
    const after = decodeCursor(cursor, placeInTime('at'));
    return this.work.run(actor, async (tx) =>
      toPage(
        await tokens(tx, limit + 1, after),
        limit,
        (row) => ({ at: row.createdAt.toISOString(), id: row.id }),
        (row) => row,
      ),
    );
  }

  /** From now on it opens nothing. Another institution's and none are the same 404. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.work.run(actor, async (tx) => {
      if (!(await tokenById(tx, id))) throw notFound();
      requirePermission(actor, 'token.manage');
      if (!(await removeToken(tx, id))) throw notFound();
      const now = this.clock.now();
      await recordOfAccount(this.events, tx, actor.institution.id, now, { type: 'token.ended', data: { tokenId: id } });
    });
  }
}

function refusedField(field: string, code: string, message: string): DomainError {
  return new DomainError({
    kind: 'unprocessable',
    code,
    detail: message,
    errors: [{ pointer: `/${field}`, code, message }],
  });
}
