import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Open, Refuses } from '../../http/index.js';
import { OpenedSessionDto, SignInDto } from './dto/sign-in.dto.js';
import { CurrentSession, type Session } from './session.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('sign in')
@Controller('auth')
export class AuthController {
  constructor(private readonly signIns: SignInService) {}

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

  /** Ends the session of the token that was sent, at once. */
  @Post('logout')
  @Allow('me.sign_out')
  @HttpCode(204)
  @ApiNoContentResponse()
  async logout(@CurrentSession() session: Session): Promise<void> {
    await this.signIns.signOut(session.tokenHash);
  }
}
