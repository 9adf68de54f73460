import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

export interface FoundPerson {
  id: string;
  name: string;
  email: string;
  site: string | null;
  openTickets: number;
}

@Injectable()
export class PeopleStore {
  /**
   * People of the own institution, each word typed beginning one of their name or address; by name. The longest word is
   * looked up, the others are compared. Twenty, and up to a hundred open tickets of each are counted.
   */
  async beginning(tx: Transaction, typed: string): Promise<FoundPerson[]> {
    return tx.query<FoundPerson>(
      `with typed as materialized (
         select case when strpos($1, '@') > 0 then array[lower(trim($1))]
                     else array(select w from unnest(string_to_array(ticket_fold($1), ' ')) w where w <> '' order by length(w) desc)
                end as words)
       select p.id, p.display_name as name, p.email,
              coalesce(s.code, (select d.code from site d where d.institution_id = p.institution_id and d.is_default limit 1)) as site,
              (select count(*)::integer
                 from (select 1 from ticket_party o
                        where o.institution_id = p.institution_id and o.side = 'user' and o.requester_id = p.id
                          and o.state in ('new', 'in_progress', 'waiting')
                        limit 100) o) as "openTickets"
         from (select p.id, p.display_name, p.email, m.site_id, m.institution_id
                 from person p
                 join membership m on m.person_id = p.id and m.institution_id = app_institution()
                where p.left_at is null
                  and p.id in (select n.person_id
                                 from person_name n
                                where n.institution_id = app_institution()
                                  and n.word >= (select words[1] from typed) collate "C"
                                  and n.word < ((select words[1] from typed) || U&'\\+10FFFF') collate "C")
                  and not exists (
                        select 1 from unnest((select words[2:] from typed)) w
                         where not exists (select 1 from person_name n
                                            where n.person_id = p.id and n.institution_id = app_institution()
                                              and starts_with(n.word, w)))
                order by p.display_name, p.id
                limit 20) p
         left join site s on s.id = p.site_id
        order by p.display_name, p.id`,
      [typed],
    );
  }
}
