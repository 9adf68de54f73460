import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  formatInstant,
  NotIdempotent,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
} from '../../http/index.js';
import { MadeTokenDto, NewTokenDto, TokenDto } from './dto/tokens.dto.js';
import { TokensService } from './tokens.service.js';
import type { ListedToken } from './tokens.store.js';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /**
   * Makes a token for a program. It is told this once, and kept by its digest alone: an answer that is kept for a second
   * request would hold the secret, so an `Idempotency-Key` is refused.
   */
  @Post()
  @NotIdempotent()
  @Allow('token.manage')
  @ApiCreatedResponse({ type: MadeTokenDto })
  @Refuses(403, 409, 422)
  async make(
    @Acting() actor: Actor,
    @Body() { name, scopes, expiresAt }: NewTokenDto,
  ): Promise<Readonly<MadeTokenDto>> {
    const made = await this.tokens.make(actor, { name, scopes, expiresAt: new Date(expiresAt) });
    return toMadeTokenDto(made, made.token);
  }

  /** Those of the institution for which one acts, as they were made. The tokens themselves are told to nobody. */
  @Get()
  @Allow('token.read')
  @ApiPage(TokenDto)
  @Refuses(403)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<Readonly<TokenDto>>> {
    const { items, nextCursor } = await this.tokens.list(actor, limit, cursor);
    return { items: items.map(toTokenDto), nextCursor };
  }

  /** Takes a token back, at once. */
  @Delete(':id')
  @Allow('token.manage')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(403, 404)
  async remove(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<void> {
    await this.tokens.remove(actor, id);
  }
}

function toMadeTokenDto(made: ListedToken, token: string): Readonly<MadeTokenDto> {
  return Object.assign(toTokenDto(made), { token });
}

function toTokenDto({ createdAt, expiresAt, lastUsedAt, ...token }: ListedToken): Readonly<TokenDto> {
  return {
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    madeBy: token.madeBy,
    createdAt: formatInstant(createdAt),
    expiresAt: formatInstant(expiresAt),
    lastUsedAt: lastUsedAt && formatInstant(lastUsedAt),
  };
}
