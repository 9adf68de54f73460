import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import { decodeCursor, toPage, type Page, type PageQueryDto } from '../../http/index.js';
import { notFound } from '../../kernel/index.js';
import { requirePermission } from '../identity/index.js';
import { byFunction } from './domain/responsibilities.js';
import { type HolderDto, type ResponsibilityDto, type ServiceDto } from './dto/service.dto.js';
import { listedServiceByCode, servicesAfter, type ListedService } from './services.store.js';

@Injectable()
export class ServicesService {
  constructor(private readonly work: UnitOfWork) {}

  async list(actor: Actor, { limit = 50, cursor }: PageQueryDto): Promise<Page<Readonly<ServiceDto>>> {
    const after = decodeCursor(cursor, (key) => typeof key === 'string');
    const rows = await this.work.run(actor, (tx) => servicesAfter(tx, after, limit + 1));
    return toPage(rows, limit, ({ code }) => code, toServiceDto);
  }

  async read(actor: Actor, code: string): Promise<Readonly<ServiceDto>> {
    const service = await this.work.run(actor, (tx) => listedServiceByCode(tx, code));
    if (!service) throw notFound();
    requirePermission(actor, 'catalogue.read');
    return toServiceDto(service);
  }
}

function toServiceDto({ holders, ...service }: ListedService): Readonly<ServiceDto> {
  const responsibilities = byFunction(holders).map(
    ({ function: name, holders: held }): Readonly<ResponsibilityDto> => ({
      function: name,
      holders: held.map(({ institution, external }): Readonly<HolderDto> => ({ institution, external })),
    }),
  );
  return { ...service, responsibilities };
}
