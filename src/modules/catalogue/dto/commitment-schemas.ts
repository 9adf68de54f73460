// Maps and pairs, which a class cannot say: their schemas for the API document.

const pair = { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string' } } as const;
const map = <S extends object>(schema: S) => ({ type: 'object', additionalProperties: schema }) as const;

export const weeklySchema = {
  ...map({ type: 'array', items: pair } as const),
  example: { mon: [['08:00', '18:00']] },
};

export const closuresSchema = { type: 'array', items: pair, example: [['2026-08-10', '2026-08-16']] } as const;

export const targetsSchema = {
  ...map(map(map({ type: 'integer', minimum: 1 } as const))),
  example: { incident: { P1: { response: 30, resolution: 240 } } },
};

export const warningsSchema = {
  ...map({ type: 'array', items: { type: 'integer' } } as const),
  example: { P1: [50, 75], P2: [75] },
};

export const maintenanceSchema = {
  type: 'object',
  properties: { weekly: weeklySchema, timeZone: { type: 'string', example: 'Europe/Paris' } },
} as const;
