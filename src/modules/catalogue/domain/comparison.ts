import { type Advice } from '../../service-hours/index.js';
import { type Targets } from './commitment.js';
import { placesOf } from './terms.js';

/** What a provider promises about one service. */
export interface ProviderTargets {
  readonly service: string;
  readonly targets: Targets;
}

/**
 * An institution cannot keep what it promises its people if its providers need longer: one advice for each target that is
 * shorter than that of a running agreement, of the same kind, priority and metric.
 */
export function shorterThanProviders(own: Targets, providers: readonly ProviderTargets[]): Advice[] {
  return placesOf(own).flatMap(({ pointer, path: [kind, priority, metric], minutes }) => {
    const longer = providers.flatMap(({ service, targets }) => {
      const promised = placesOf(targets).find(
        ({ path: [otherKind, otherPriority, otherMetric] }) =>
          otherKind === kind && otherPriority === priority && otherMetric === metric,
      );
      return promised && promised.minutes > minutes ? [`${service} ${promised.minutes}`] : [];
    });
    if (longer.length === 0) return [];
    const message = `Shorter than what providers promise, in minutes: ${longer.join(', ')}.`;
    return [{ code: 'shorter_than_provider', message, pointer }];
  });
}
