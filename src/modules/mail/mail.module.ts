import { Module, type DynamicModule } from '@nestjs/common';
import { DemoMailController } from './demo-mail.controller.js';
import { KeptTransport } from './kept-transport.js';
import { MailSender } from './mail.service.js';
import { MAIL_SETTINGS, type MailSettings } from './mail.settings.js';
import { SmtpTransport } from './smtp-transport.js';
import { MailTransport } from './transport.js';

/** Outgoing mail: written by `writeLetter`, put down by `queueMails`, sent by `MailSender`. */
@Module({})
export class MailModule {
  static with(settings: MailSettings): DynamicModule {
    const { smtpUrl, keepIn, atOnce } = settings;
    return {
      module: MailModule,
      global: true,
      controllers: [DemoMailController],
      providers: [
        { provide: MAIL_SETTINGS, useValue: settings },
        {
          provide: MailTransport,
          useFactory: () => (smtpUrl === undefined ? new KeptTransport(keepIn) : new SmtpTransport(smtpUrl, atOnce)),
        },
        MailSender,
      ],
      exports: [MAIL_SETTINGS, MailSender],
    };
  }
}
