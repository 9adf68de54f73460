import { Body, Controller, Get, HttpCode, Ip, Param, Post, Query, Res } from '@nestjs/common';
import { ApiConsumes, ApiQuery, ApiTags } from '@nestjs/swagger';
import { NoFieldsDto, Open, TakesUrlForm, type Reply } from '../../../http/index.js';
import { DecisionDesk } from './decision-desk.js';
import { statusOf, type View } from './domain/view.js';
import { DecisionFormDto, IdentifyDto } from './dto/deciding.dto.js';
import { PAGE_HEADERS, renderPage } from './page.js';
import { Pages } from './page-answers.js';

const FORM = 'application/x-www-form-urlencoded';

/** The page that a mail links to which asks for a decision: for people, without scripts. */
@ApiTags('deciding from a mail')
@Open()
@Controller('decide/:token')
export class DecidingController {
  constructor(private readonly desk: DecisionDesk) {}

  /** Says that a decision waits, and asks who is there. Reading decides nothing and leaves nothing behind. */
  @Get()
  @Pages(404)
  @ApiQuery({
    name: 'choice',
    required: false,
    description: 'An answer to fill in beforehand; it is recorded by nothing.',
  })
  open(
    @Param('token') token: string,
    @Query('choice') choice: unknown,
    @Res({ passthrough: true }) reply: Reply,
  ): string {
    return answer(reply, this.desk.start(token, typeof choice === 'string' ? choice : undefined), token);
  }

  /** Mails a code to the person to whom the link was written, if one may go out; the answer does not say so. */
  @Post('code')
  @HttpCode(200)
  @TakesUrlForm()
  @ApiConsumes(FORM)
  @Pages(404)
  async code(
    @Param('token') token: string,
    @Body() _nothing: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return answer(reply, await this.desk.sendCode(token), `../${token}`);
  }

  /** By a code, or an address and a password: shows what is decided on. Opens no session. */
  @Post('identify')
  @HttpCode(200)
  @TakesUrlForm()
  @ApiConsumes(FORM)
  @Pages(401, 404, 429)
  async identify(
    @Param('token') token: string,
    @Body() { code, email, password }: IdentifyDto,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return answer(reply, await this.desk.identify(token, { code, email, password, address }), `../${token}`);
  }

  /** Records the decision, once; later ones are answered by what was decided. */
  @Post('decision')
  @HttpCode(200)
  @TakesUrlForm()
  @ApiConsumes(FORM)
  @Pages(403, 404, 409, 422)
  async decide(
    @Param('token') token: string,
    @Body() { proof, choice, reason }: DecisionFormDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return answer(reply, await this.desk.decide(token, { proof, choice, reason }), `../${token}`);
  }
}

function answer(reply: Reply, view: View, base: string): string {
  void reply.status(statusOf(view)).headers(PAGE_HEADERS);
  return renderPage(view, base);
}
