export class WatcherDto {
  id: string;
  name: string;
  since: string;
}
