import { Controller, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, mailBody, Refuses, TakesMail, TakesToken, type Request } from '../../../http/index.js';
import { MAIL_SETTINGS, type MailSettings } from '../mail.settings.js';
import { InboundDto, InboundQueryDto } from './dto/mail-in.dto.js';
import { InboundService } from './inbound.service.js';

const MOST_BYTES = 25_000_000;

@ApiTags('mail in')
@Controller('mail/inbound')
export class InboundController {
  constructor(
    private readonly inbound: InboundService,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  /**
   * Takes in a mail as the mail server has it. Once answered it is kept; sent again, it is answered the same and does
   * nothing more.
   */
  @Post()
  @HttpCode(200)
  @Allow('mail.receive')
  @TakesToken('mail:inbound')
  @TakesMail()
  @ApiConsumes('message/rfc822')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: InboundDto })
  @Refuses(400, 403, 413, 415)
  async receive(@Req() request: Request, @Query() { mailbox }: InboundQueryDto): Promise<InboundDto> {
    const raw = await mailBody(request, this.settings.mostBytesIn ?? MOST_BYTES);
    const { ticket, ...received } = await this.inbound.receive(raw, mailbox);
    return { ...received, ...(ticket === undefined ? {} : { ticket }) };
  }
}
