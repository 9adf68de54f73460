import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../http/index.js';
import { type InstitutionDto } from '../institutions/index.js';
import { type Membership } from './domain/membership.js';
import { isRole } from './domain/permissions.js';
import { MeDto, type MembershipDto } from './dto/me.dto.js';
import { CurrentSession, type Session } from './session.js';

@ApiTags('sign in')
@Controller('me')
export class MeController {
  /** Who one is, and where. Needs no X-Institution. */
  @Get()
  @Allow('me.read')
  @ApiOkResponse({ type: MeDto })
  read(@CurrentSession() { person }: Session): Readonly<MeDto> {
    const { id, name, email, locale } = person;
    return { id, name, email, locale, memberships: person.memberships.map(toMembershipDto) };
  }
}

function toMembershipDto({ institution, grants }: Membership): Readonly<MembershipDto> {
  const { code, name } = institution;
  const named: Readonly<InstitutionDto> = { code, name };
  return { institution: named, roles: grants.map(({ role }) => role).filter(isRole) };
}
