import { formatInstant } from '../../../../http/index.js';
import type { Flip, Result } from '../domain/comparison.js';
import type { SimulatedTerms } from '../domain/messages.js';
import type { Simulation, WholeSimulation } from '../simulations.store.js';
import type {
  FlipSideDto,
  SimulatedTermsDto,
  SimulationDto,
  SimulationResultDto,
  WholeSimulationDto,
} from './simulation.dto.js';

export function toSimulationDto(simulation: Simulation): SimulationDto {
  const { id, state, from, to, askedAt, finishedAt, done, total, error } = simulation;
  return {
    id,
    state,
    from,
    to,
    askedAt: formatInstant(askedAt),
    finishedAt: finishedAt && formatInstant(finishedAt),
    done,
    total,
    error,
  };
}

export function toWholeSimulationDto(simulation: WholeSimulation): WholeSimulationDto {
  const { terms, result } = simulation;
  return Object.assign(toSimulationDto(simulation), {
    terms: toTermsDto(terms),
    result: result && toResultDto(result),
  });
}

function toTermsDto({ targets, alsoPauses, hours }: SimulatedTerms): SimulatedTermsDto {
  const { timeZone, weekly, holidays, closures } = hours;
  return {
    targets,
    alsoPauses: [...alsoPauses],
    hours: { timeZone, weekly, holidays: [...holidays], closures: [...closures] },
  };
}

function toResultDto({ sla, slo, flipped, flips, isCut }: Result): SimulationResultDto {
  return {
    sla,
    slo,
    flipped,
    flips: flips.map((flip) => ({ ...flip, from: toSideDto(flip.from), to: toSideDto(flip.to) })),
    isCut,
  };
}

function toSideDto({ verdict, month, dueAt }: Flip['from']): FlipSideDto {
  return { verdict, month, dueAt: dueAt === null ? null : formatInstant(dueAt) };
}
