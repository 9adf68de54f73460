import { expect, it } from '@jest/globals';
import { Controller, Get, Module, Post, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Allow, assertEveryRouteIsGuarded, Open } from './allow.js';

@Controller()
class Decided {
  @Get('a')
  @Open()
  open(): void {
    return;
  }

  @Post('b')
  @Allow('ticket.open')
  allowed(): void {
    return;
  }

  notARoute(): void {
    return;
  }
}

@Open()
@Controller()
class OpenAltogether {
  @Get('c')
  inherited(): void {
    return;
  }
}

@Controller()
class Forgotten {
  @Get('d')
  forgotten(): void {
    return;
  }

  @Get('e')
  @Open()
  @Allow('ticket.open')
  both(): void {
    return;
  }
}

@Module({})
class ProbeModule {}

async function check(...controllers: (new () => object)[]): Promise<void> {
  const silent: Readonly<NestApplicationOptions> = { logger: false };
  const app = await NestFactory.createApplicationContext({ module: ProbeModule, controllers }, silent);
  try {
    assertEveryRouteIsGuarded(app);
  } finally {
    await app.close();
  }
}

it('lets a program start whose routes all say who may come', async () => {
  await expect(check(Decided, OpenAltogether)).resolves.toBeUndefined();
});

it('names the routes that say nothing, or two things', async () => {
  await expect(check(Decided, Forgotten)).rejects.toThrow(
    'these routes must say either @Allow(permission) or @Open(): Forgotten.forgotten, Forgotten.both',
  );
});
