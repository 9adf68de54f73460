import type { Listing } from '../listing.service.js';
import type { TicketQueryDto } from './ticket-query.dto.js';

export function listingOf({ sort = '-openedAt', limit = 50, ...asking }: TicketQueryDto): Listing {
  return {
    ...asking,
    limit,
    sort: sort.replace('-', '') as 'openedAt',
    descending: sort.startsWith('-'),
  };
}
