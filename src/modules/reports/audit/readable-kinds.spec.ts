import { describe, expect, it } from '@jest/globals';
import type { Actor, ServiceScope } from '../../../database/index.js';
import { DomainError } from '../../../kernel/index.js';
import { readableKinds } from './audit.service.js';
import { kindsFor, type AuditKind } from './domain/audit-kinds.js';

const actor = (roles: Record<string, ServiceScope>) => ({ roles: new Map(Object.entries(roles)) }) as unknown as Actor;
const admin = kindsFor({ isAuditor: false });
const auditor = kindsFor({ isAuditor: true });
const [onlyAuditors] = auditor.filter((kind) => !admin.includes(kind));

describe('which kinds of the audit trail somebody reads', () => {
  it('is more for an auditor than for an admin', () => {
    expect(readableKinds(actor({ admin: 'all' }), undefined)).toEqual(admin);
    expect(readableKinds(actor({ auditor: 'all' }), undefined)).toEqual(auditor);
    expect(auditor.length).toBeGreaterThan(admin.length);
  });

  it('is what an admin reads for whoever is an auditor of some services only', () => {
    expect(readableKinds(actor({ admin: 'all', auditor: ['campus'] }), undefined)).toEqual(admin);
  });

  it.each<[string, Record<string, ServiceScope>, AuditKind | undefined]>([
    ['an admin of some services', { admin: ['campus'] }, undefined],
    ['whoever is neither', { manager: 'all', spoc: 'all' }, undefined],
    ['an admin who asks for what auditors read', { admin: 'all' }, onlyAuditors],
  ])('is none for %s', (_, roles, asked) => {
    expect(() => readableKinds(actor(roles), asked)).toThrow(DomainError);
  });

  it('is the one that is asked for', () => {
    expect(readableKinds(actor({ auditor: 'all' }), onlyAuditors)).toEqual([onlyAuditors]);
  });
});
