import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { Open, Refuses } from '../../../http/index.js';
import { AccountsService } from './accounts.service.js';
import { ForgottenDto } from './dto/password.dto.js';

@ApiTags('sign in')
@Controller('auth/forgotten')
export class ForgottenController {
  constructor(private readonly accounts: AccountsService) {}

  /** Has a link mailed by which another password is set, if somebody has this address; the answer does not say so. */
  @Post()
  @Open()
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(429)
  async forgotten(@Body() { email }: ForgottenDto, @Ip() address: string): Promise<void> {
    await this.accounts.forgotten(email, address);
  }
}
