import { formatInstant } from '../../../../http/index.js';
import type { WholeModel } from '../models.service.js';
import type { Model } from '../models.store.js';
import type { ModelDto, ModelLineDto } from './model.dto.js';

export function toModelLineDto(model: Model): Readonly<ModelLineDto> {
  return {
    id: model.id,
    service: { code: model.serviceCode, name: model.serviceName },
    current: model.current,
    latest: model.latest,
    createdAt: formatInstant(model.createdAt),
    retiredAt: model.retiredAt ? formatInstant(model.retiredAt) : null,
  };
}

export function toModelDto({ model, version, warnings }: WholeModel): ModelDto {
  return {
    ...toModelLineDto(model),
    version: version.number,
    writtenAt: formatInstant(version.writtenAt),
    publishedAt: version.publishedAt ? formatInstant(version.publishedAt) : null,
    content: version.content,
    warnings,
  };
}
