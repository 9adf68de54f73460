import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  formatInstant,
  Idempotent,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
} from '../../../../http/index.js';
import { DependenciesService } from './dependencies.service.js';
import type { Component, KeptDependency } from './dependencies.store.js';
import { DependencyDto, SayDependencyDto, type ComponentRefDto } from './dto/dependency.dto.js';

/** Which component needs which. */
@ApiTags('catalogue')
@Controller('services/:code/dependencies')
export class DependenciesController {
  constructor(private readonly dependencies: DependenciesService) {}

  /** What the components of this service need, and what needs them. */
  @Get()
  @Allow('component_dependency.read')
  @ApiPage(DependencyDto)
  @Refuses(403, 404)
  async list(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<DependencyDto>> {
    const page = await this.dependencies.list(actor, code, limit, cursor);
    return { items: page.items.map(toDependencyDto), nextCursor: page.nextCursor };
  }

  /** By an institution that runs this service. What closes a circle is refused, with the circle. */
  @Post()
  @Idempotent()
  @Allow('component_dependency.write')
  @ApiCreatedResponse({ type: DependencyDto })
  @Refuses(403, 404, 409, 422)
  async add(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Body() body: SayDependencyDto,
  ): Promise<DependencyDto> {
    return toDependencyDto(await this.dependencies.add(actor, code, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('component_dependency.write')
  @ApiNoContentResponse()
  @Refuses(403, 404)
  remove(@Acting() actor: Actor, @Param('code') code: string, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.dependencies.remove(actor, code, id);
  }
}

function toDependencyDto({ id, component, needs, institution, addedAt }: KeptDependency): DependencyDto {
  return {
    id,
    component: toComponentRef(component),
    needs: toComponentRef(needs),
    institution,
    addedAt: formatInstant(addedAt),
  };
}

const toComponentRef = ({ service, code }: Component): ComponentRefDto => ({ service, component: code });
