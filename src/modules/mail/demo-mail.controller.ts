import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiPage, decodeCursor, Open, PageQueryDto, Refuses, toPage, type Page, type Reply } from '../../http/index.js';
import { notFound } from '../../kernel/index.js';
import { PAGE_POLICY, renderPage } from './demo-mail.page.js';
import { KeptMailDto } from './dto/kept-mail.dto.js';
import { KeptTransport, type KeptMail } from './kept-transport.js';
import { MAIL_SETTINGS, type MailSettings } from './mail.settings.js';
import { MailTransport } from './transport.js';

const DEFAULT_LIMIT = 50;

/** In the demonstration nobody has a mailbox: their mail can be read here. */
@ApiTags('demonstration')
@Open()
@Controller('demo/mail')
export class DemoMailController {
  constructor(
    private readonly transport: MailTransport,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  /** The mails that would have been sent, newest first; as a page for people when asked for `text/html`. */
  @Get()
  @ApiProduces('application/json', 'text/html')
  @ApiPage(KeptMailDto)
  @Refuses(400, 404)
  async list(
    @Query() { limit = DEFAULT_LIMIT, cursor }: PageQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Page<KeptMail> | string> {
    if (!(this.transport instanceof KeptTransport) || !this.settings.isDemo) throw notFound();
    const entries = await this.transport.list(limit + 1, decodeCursor(cursor, isName));
    const page = toPage(
      entries,
      limit,
      ({ name }) => name,
      ({ mail }) => mail,
    );
    void reply.header('cache-control', 'no-store').header('vary', 'accept');
    if (!prefersHtml(accept)) return page;
    void reply.header('content-type', 'text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY);
    return renderPage(page.items, page.nextCursor);
  }
}

function isName(key: unknown): key is string {
  return typeof key === 'string' && /^[\w-]{1,100}$/.test(key);
}

/** Browsers name `text/html` first; whoever names JSON first, or accepts anything, gets JSON. */
function prefersHtml(accept: string | undefined): boolean {
  const named = (accept ?? '').split(',').map((each) => each.split(';', 1)[0]?.trim().toLowerCase());
  return named.find((type) => type === 'text/html' || type === 'application/json' || type === '*/*') === 'text/html';
}
