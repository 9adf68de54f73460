import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../kernel/index.js';
import { assertChoosesFor } from './deciding.service.js';

const ticket = { requesterId: 'asker', openedBy: 'opener' };

describe('who chooses who decides on a request', () => {
  it.each([
    ['nobody for what they asked', 'asker', 'boss', 'forbidden'],
    ['nobody for what they opened', 'opener', 'boss', 'forbidden'],
    ['nobody themselves', 'spoc', 'spoc', 'unprocessable'],
    ['somebody else another', 'spoc', 'boss', undefined],
  ])('%s', (_, chooser, chosen, kind) => {
    let refusal: string | undefined;
    try {
      assertChoosesFor(chooser, ticket, chosen);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refusal = error.refusal.kind;
    }
    expect(refusal).toBe(kind);
  });
});
