import { Body, Controller, Get, Headers, HttpCode, Ip, Param, Post, Res } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Open, TakesUrlForm, type Reply } from '../../../http/index.js';
import { DomainError, localeOf } from '../../../kernel/index.js';
import { isPasswordToken, PasswordsService } from '../../identity/index.js';
import { PAGE_HEADERS } from '../deciding/page.js';
import { Pages } from '../deciding/page-answers.js';
import { PasswordFormDto } from './dto/password.dto.js';
import { renderPasswordPage, type PasswordView } from './password-page.js';

/** The page to which a link leads that was mailed to somebody who is to set a password: without scripts. */
@ApiTags('sign in')
@Open()
@Controller('password/:token')
export class PasswordController {
  constructor(private readonly passwords: PasswordsService) {}

  /** Asks for a password. Reading touches no database: whoever checks the mail leaves nothing behind and learns nothing. */
  @Get()
  @Pages(404)
  open(
    @Param('token') token: string,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): string {
    return answer(reply, isPasswordToken(token) ? 'ask' : 'gone', token, languages);
  }

  /**
   * Sets it, once; every session of the person ends. A link that is unknown, used, replaced or expired costs the same work,
   * and is answered alike.
   */
  @Post()
  @HttpCode(200)
  @TakesUrlForm()
  @ApiConsumes('application/x-www-form-urlencoded')
  @Pages(404, 422, 429)
  async set(
    @Param('token') token: string,
    @Body() { password }: PasswordFormDto,
    @Headers('accept-language') languages: string | undefined,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return answer(reply, await this.outcomeOf(token, password ?? '', address), token, languages);
  }

  private async outcomeOf(token: string, password: string, address: string): Promise<PasswordView> {
    try {
      await this.passwords.setByLink(token, password, address);
      return 'done';
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.refusal.kind === 'too_many') return 'too_many';
      if (error.refusal.kind === 'unprocessable') return 'unfit';
      if (error.refusal.kind === 'not_found') return 'gone';
      throw error;
    }
  }
}

const statuses: Record<PasswordView, number> = { ask: 200, done: 200, gone: 404, unfit: 422, too_many: 429 };

function answer(reply: Reply, view: PasswordView, token: string, languages: string | undefined): string {
  void reply.status(statuses[view]).headers(PAGE_HEADERS);
  return renderPasswordPage(view, token, localeOf(languages));
}
