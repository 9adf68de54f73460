import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import { decodeCursor, toPage, type Page, type PageQueryDto } from '../../http/index.js';
import { type InstitutionDetailsDto } from './dto/institution-details.dto.js';
import { institutionsAfter } from './institutions.store.js';

@Injectable()
export class InstitutionsService {
  constructor(private readonly work: UnitOfWork) {}

  async list(actor: Actor, { limit = 50, cursor }: PageQueryDto): Promise<Page<Readonly<InstitutionDetailsDto>>> {
    const after = decodeCursor(cursor, (key) => typeof key === 'string');
    const rows = await this.work.run(actor, (tx) => institutionsAfter(tx, after, limit + 1));
    return toPage(
      rows,
      limit,
      ({ code }) => code,
      (row) => row,
    );
  }
}
