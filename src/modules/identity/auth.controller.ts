import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, NoFieldsDto, Open, Refuses } from '../../http/index.js';
import { ChangePasswordDto, OpenedSessionDto, SignInDto } from './dto/sign-in.dto.js';
import { PasswordsService } from './passwords.service.js';
import { CurrentSession, type Session } from './session.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('sign in')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly passwords: PasswordsService,
  ) {}

  /** Opens a session. After ten failures in fifteen minutes the account answers 429 to everybody. */
  @Post('login')
  @Open()
  @HttpCode(200)
  @ApiOkResponse({ type: OpenedSessionDto })
  @Refuses(401, 429)
  async login(@Body() { email, password }: SignInDto, @Ip() address: string): Promise<Readonly<OpenedSessionDto>> {
    const { accessToken, expiresInSeconds } = await this.signIns.signIn(email, password, address);
    return { accessToken, expiresIn: expiresInSeconds };
  }

  /** Changes one's own password. Every session ends; the answer opens a new one. An API token never does this. */
  @Post('password')
  @Allow('me.change_password')
  @HttpCode(200)
  @ApiOkResponse({ type: OpenedSessionDto })
  @Refuses(401, 422, 429)
  async changePassword(
    @CurrentSession() { person }: Session,
    @Body() { oldPassword, newPassword }: ChangePasswordDto,
    @Ip() address: string,
  ): Promise<Readonly<OpenedSessionDto>> {
    const asked = { old: oldPassword, password: newPassword, address };
    const { accessToken, expiresInSeconds } = await this.passwords.change(person, asked);
    return { accessToken, expiresIn: expiresInSeconds };
  }

  /** Ends the session of the token that was sent, at once. */
  @Post('logout')
  @Allow('me.sign_out')
  @HttpCode(204)
  @ApiNoContentResponse()
  async logout(@Body() _body: NoFieldsDto, @CurrentSession() session: Session): Promise<void> {
    await this.signIns.signOut(session.tokenHash);
  }
}
