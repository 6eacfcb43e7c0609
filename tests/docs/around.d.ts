// What the documents' blocks take from the page, or the server, that they are a part of.

import type { Card, CallError, NextAction, Token, Tokenframe } from 'tokenframe';

declare global {
  const tf: Tokenframe;
  const card: Card;
  const form: HTMLFormElement;
  const pay: HTMLButtonElement;
  const problem: HTMLElement;
  const dialog: HTMLDialogElement;
  function charge(token: Token | string): Promise<void>;
  function show(problem: CallError | string): void;
  function visit(action: NextAction): void;
  function lookUp(): Promise<void>;

  function signedIn(request: Request): Promise<{ id: string } | null>;
  function cartOf(request: Request): Promise<{ id: string; shopper: string; keep(invoice: string): Promise<void> } | null>;
  const process: { env: Record<string, string> };
  const Buffer: { from(text: string): { toString(encoding: string): string } };
}
