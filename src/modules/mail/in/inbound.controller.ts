import { Controller, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, mailBody, Refuses, TakesMail, TakesToken, type Request } from '../../../http/index.js';
import { DomainError } from '../../../kernel/index.js';
import { MAIL_SETTINGS, MOST_BYTES_IN, type MailSettings } from '../mail.settings.js';
import { Places } from './domain/places.js';
import { InboundDto, InboundQueryDto } from './dto/mail-in.dto.js';
import { InboundService } from './inbound.service.js';

/** Bodies that are read at once; what was read is kept, and no longer in memory. */
const MOST_AT_ONCE = 4;

@ApiTags('mail in')
@Controller('mail/inbound')
export class InboundController {
  private readonly places = new Places(MOST_AT_ONCE);

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
  @Refuses(400, 403, 413, 415, 503)
  async receive(@Req() request: Request, @Query() { mailbox }: InboundQueryDto): Promise<InboundDto> {
    const most = this.settings.mostBytesIn ?? MOST_BYTES_IN;
    const kept = await this.places.within(async () => this.inbound.keep(await mailBody(request, most), mailbox));
    if (!kept) {
      request.raw.resume();
      throw busy();
    }
    const { ticket, ...received } = await this.inbound.answerTo(kept.value);
    return { ...received, ...(ticket === undefined ? {} : { ticket }) };
  }
}

function busy(): DomainError {
  const detail = 'Several mails are being taken in: bring this one again.';
  return new DomainError({ kind: 'unavailable', code: 'busy', detail, retryAfterSeconds: 2 });
}
