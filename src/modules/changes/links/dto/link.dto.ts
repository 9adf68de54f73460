import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { relations } from '../links.store.js';

export class ChangeLinkDto {
  @ApiProperty({ enum: ['ticket', 'problem'] })
  kind: string;
  reference: string;
  title: string;

  /** proposed: an incident that may have come of it, until somebody says whether it did. */
  @ApiProperty({ enum: relations })
  relation: string;
  linkedAt: string;
}

export class ChangeLinksDto {
  @ApiProperty({ type: [ChangeLinkDto] })
  items: ChangeLinkDto[];
}

export class LinkChangeDto {
  @IsIn(['ticket', 'problem'])
  kind: 'ticket' | 'problem';

  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  reference: string;

  /** caused: an incident that came of it; dismissed: one that was proposed and did not. */
  @IsIn(['solves', 'relates', 'caused', 'dismissed'])
  relation: 'solves' | 'relates' | 'caused' | 'dismissed';
}
