import { Equals } from 'class-validator';
import { NamedTermsDto, AgreementInFileDto } from './agreements.dto.js';
import { MOST_PARTS, ListOf } from './fields.js';
import { InstitutionInFileDto } from './institutions.dto.js';
import { PersonDto } from './people.dto.js';
import { ServiceInFileDto } from './services.dto.js';

/*
 * The file as docs/importing.md tells it. What a field says is judged by the parts of the program that keep it; here
 * stands which fields there are, and of what kind.
 */

export class FileDto {
  @Equals(1, { message: 'must be 1, the version of the format' })
  guichet: 1;

  @ListOf(() => InstitutionInFileDto)
  institutions?: InstitutionInFileDto[];

  @ListOf(() => ServiceInFileDto)
  services?: ServiceInFileDto[];

  @ListOf(() => NamedTermsDto, MOST_PARTS)
  terms?: NamedTermsDto[];

  @ListOf(() => AgreementInFileDto)
  agreements?: AgreementInFileDto[];

  @ListOf(() => PersonDto)
  people?: PersonDto[];
}
