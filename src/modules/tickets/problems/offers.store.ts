import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Clause } from '../finding/domain/search-words.js';

export interface OfferedMajor {
  id: string;
  title: string;
  declaredAt: Date;
  institution: { code: string; name: string };
  /** Which of the words its title has, from 1. */
  places: number[];
}

@Injectable()
export class OffersStore {
  /** The open ones of a service, those that have the most of the words first, then the newest. */
  majors(tx: Transaction, serviceId: string, words: readonly Clause[], most: number): Promise<OfferedMajor[]> {
    return tx.query<OfferedMajor>(
      `with word as materialized (
         select w.place::integer, ticket_query(jsonb_build_array(w.clause)) as query
           from jsonb_array_elements($2::jsonb) with ordinality w (clause, place))
       select found.id, found.title, found."declaredAt", found.institution, found.places
         from (select m.id, m.title, m.declared_at as "declaredAt",
                      json_build_object('code', i.code, 'name', i.name) as institution,
                      array(select w.place from word w where ticket_words(m.title) @@ w.query order by w.place) as places
                 from major_incident m
                 join institution i on i.id = m.institution_id
                where m.service_id = $1
                  and m.state = 'open'
                order by m.declared_at desc, m.id desc
                limit 50) found
        order by cardinality(found.places) desc, found."declaredAt" desc, found.id desc
        limit $3`,
      [serviceId, JSON.stringify(words), most],
    );
  }
}
