import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LiveSubjects } from '../../tickets/index.js';

/** Has `GET /live` tell what happens in runs: to whoever sees the run, and to nobody else. */
@Injectable()
export class RunsLive implements OnModuleInit {
  constructor(private readonly subjects: LiveSubjects) {}

  onModuleInit(): void {
    this.subjects.add({
      type: 'run.changed',
      table: 'run',
      named: `json_build_object('id', t.id)`,
      version: 't.version',
    });
  }
}
