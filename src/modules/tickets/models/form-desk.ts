import { isEmail } from 'class-validator';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DomainError, localeOf } from '../../../kernel/index.js';
import { colleague } from '../../identity/index.js';
import { institutionById } from '../../institutions/index.js';
import { ApprovalsService } from '../approvals/approvals.service.js';
import type { CaseFile } from '../case-file.js';
import { TasksStore } from '../tasks/tasks.store.js';
import { TicketHooks, type FormAsked, type FormFilled } from '../ticket-hooks.js';
import type { ModelContent } from './domain/content.js';
import { fillIn, formText, type Answer } from './domain/fill-in.js';
import { ModelsStore } from './models.store.js';

/**
 * Fills in a form when a request is opened, against the version that is published at that instant, and does what the model
 * says then: asks its approver, or makes its tasks.
 */
@Injectable()
export class FormDesk implements OnModuleInit {
  constructor(
    private readonly hooks: TicketHooks,
    private readonly models: ModelsStore,
    private readonly approvals: ApprovalsService,
    private readonly tasks: TasksStore,
  ) {}

  onModuleInit(): void {
    this.hooks.onForm((tx, asked) => this.fill(tx, asked));
  }

  private async fill(tx: Transaction, asked: FormAsked): Promise<FormFilled> {
    await this.models.hold(tx, asked.model.toLowerCase(), false);
    const model = await this.models.byId(tx, asked.model);
    // of another service, retired, never published, another institution's, absent: the same for all of them
    if (!model || model.serviceId !== asked.serviceId || model.retiredAt || model.current === null)
      throw unknownModel();
    const { current } = model;
    if (asked.version !== undefined && asked.version !== current) throw changed(current);
    const version = await this.models.version(tx, model.id, current);
    if (!version) throw new Error('a version that was just seen is gone');
    const { content } = version;
    const { answers, errors } = fillIn(content.fields, asked.fields, (text) => isEmail(text));
    const names = new Map<string, string>();
    for (const { field, value } of answers.filter((answer) => answer.field.type === 'person')) {
      const person = await colleague(tx, String(value));
      if (person) names.set(person.id, person.name);
      else
        errors.push({
          pointer: `/fields/${field.key}`,
          code: 'unknown_person',
          message: 'No such person in your institution.',
        });
    }
    if (errors.length > 0) {
      const detail = `The form cannot be taken as it is filled in. Version ${current} of the model is in force.`;
      throw new DomainError({ kind: 'unprocessable', code: 'form_invalid', detail, errors: errors.slice(0, 100) });
    }
    const locale = localeOf((await institutionById(tx, tx.actor.institution.id))?.locale);
    return {
      form: { modelId: model.id, version: current, fields: answers.map(kept) },
      // a form of which nothing was filled in still says what is asked for
      text: formText(answers, locale, names) || content.name[locale],
      title: content.defaultTitle ?? content.name[locale],
      targetMinutes: content.targetMinutes,
      ...this.whatFollows(content),
    };
  }

  private whatFollows({ approver, tasks }: ModelContent): Pick<FormFilled, 'onceOpen'> {
    if (approver) return { onceOpen: (file) => this.approvals.ask(file, approver.personId) };
    if (tasks.length === 0) return {};
    return { onceOpen: (file: CaseFile) => this.tasks.addPlanned(file.tx, file.ticket, tasks, file.now) };
  }
}

const kept = ({ field, value }: Answer) => ({ key: field.key, type: field.type, label: field.label, value });

function unknownModel(): DomainError {
  const message = 'No such request model for this service.';
  return new DomainError({
    kind: 'unprocessable',
    code: 'unknown_model',
    detail: message,
    errors: [{ pointer: '/model', code: 'unknown_model', message }],
  });
}

function changed(current: number): DomainError {
  const detail = `The form has changed: version ${current} is in force. Read it and fill it in again.`;
  return new DomainError({ kind: 'conflict', code: 'model_changed', detail });
}
