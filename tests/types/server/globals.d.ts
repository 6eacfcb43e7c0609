// What a server's runtime has of the web, and no document: as much as the types name.

interface Request {
  readonly url: string;
}
interface Response {
  readonly status: number;
}
interface AbortSignal {
  readonly aborted: boolean;
}
declare function fetch(url: string): Promise<Response>;
