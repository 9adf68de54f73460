import { ApiSchema } from '@nestjs/swagger';

/** For a route that takes no body or no query: as elsewhere, a field that is not known is refused. */
@ApiSchema({ description: 'Nothing: a field that is not known is refused.' })
export class NoFieldsDto {}
