import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  formatInstant,
  Idempotent,
  IfMatch,
  NoFieldsDto,
  Refuses,
  ReleaseReferencePipe,
  RequiredIfMatch,
  setEtag,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { EditReleaseDto, OpenReleaseDto, ReleaseQueryDto } from './dto/release-input.dto.js';
import { ServiceReleaseDto } from './dto/release.dto.js';
import type { Release } from './release.js';
import { ReleasesService, versionOf } from './releases.service.js';

/** Releases: changes of one provider with notes for those who use the service. */
@ApiTags('releases')
@Controller('releases')
export class ReleasesController {
  constructor(private readonly releases: ReleasesService) {}

  /** One's own, and published ones whose changes concern the own institution; the newest first. */
  @Get()
  @Allow('release.read')
  @ApiPage(ServiceReleaseDto)
  async list(
    @Acting() actor: Actor,
    @Query() { service, limit = 50, cursor }: ReleaseQueryDto,
  ): Promise<Page<ServiceReleaseDto>> {
    const page = await this.releases.list(actor, service, limit, cursor);
    return { items: page.items.map(toReleaseDto), nextCursor: page.nextCursor };
  }

  /** A draft. Its changes are classed anew: a minor release is what makes one standard without a model. */
  @Post()
  @Idempotent()
  @Allow('release.write')
  @ApiCreatedResponse({ type: ServiceReleaseDto })
  @Refuses(403, 409, 422)
  async open(
    @Acting() actor: Actor,
    @Body() { service, version, kind, notes, knownIssues, changes }: OpenReleaseDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ServiceReleaseDto> {
    const said = { service, version, kind, notes, knownIssues: knownIssues ?? {}, changes: changes ?? [] };
    return tagged(reply, await this.releases.open(actor, said));
  }

  @Get(':release')
  @Allow('release.read')
  @ApiOkResponse({ type: ServiceReleaseDto })
  @Refuses(404)
  async one(
    @Acting() actor: Actor,
    @Param('release', ReleaseReferencePipe) reference: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ServiceReleaseDto> {
    return tagged(reply, await this.releases.one(actor, reference));
  }

  /** Of what is published the notes alone, as a further version of them: the former ones are kept. */
  @Patch(':release')
  @Allow('release.write')
  @ApiOkResponse({ type: ServiceReleaseDto })
  @Refuses(403, 404, 409, 422)
  async edit(
    @Acting() actor: Actor,
    @Param('release', ReleaseReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { version, kind, notes, knownIssues, changes }: EditReleaseDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ServiceReleaseDto> {
    const said = {
      ...(version !== undefined && { version }),
      ...(kind && { kind }),
      ...(notes && { notes }),
      ...(knownIssues && { knownIssues }),
      ...(changes && { changes }),
    };
    return tagged(reply, await this.releases.edit(actor, reference, ifMatch, said));
  }

  /** Its notes are for whomever its changes concern, requesters too. All of them have to be announced. */
  @Post(':release/publish')
  @HttpCode(200)
  @Allow('release.write')
  @ApiOkResponse({ type: ServiceReleaseDto })
  @Refuses(403, 404, 409)
  async publish(
    @Acting() actor: Actor,
    @Param('release', ReleaseReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ServiceReleaseDto> {
    return tagged(reply, await this.releases.publish(actor, reference, ifMatch));
  }
}

function tagged(reply: Reply, release: Release): ServiceReleaseDto {
  setEtag(reply, versionOf(release));
  return toReleaseDto(release);
}

function toReleaseDto(release: Release): ServiceReleaseDto {
  const { reference, service, institution, label, kind, state, publishedAt, changes } = release;
  const versions = release.versions.map(({ number, notes, knownIssues, writtenAt }) => ({
    number,
    notes,
    knownIssues,
    writtenAt: formatInstant(new Date(writtenAt)),
  }));
  const [latest] = versions;
  if (!latest) throw new Error('a release without notes');
  const { notes, knownIssues } = latest;
  return {
    reference,
    service,
    institution,
    version: label,
    kind,
    state,
    publishedAt: publishedAt && formatInstant(publishedAt),
    notes,
    knownIssues,
    changes,
    versions,
    revision: versionOf(release),
  };
}
