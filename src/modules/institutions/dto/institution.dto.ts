/** An institution wherever it is named. */
export class InstitutionDto {
  /** @example ULCO */
  code: string;

  /** @example Université du Littoral Côte d'Opale */
  name: string;
}
