import assert from "node:assert/strict";
import { writeCsv } from "./csv.ts";

Deno.test("writeCsv() ends each row with CRLF and quotes what needs it", () => {
  assert.equal(
    writeCsv([["name", "n"], ["a,b", 1], ['say "hi"', -2.5], ["two\nlines", true], [null, undefined]]),
    'name,n\r\n"a,b",1\r\n"say ""hi""",-2.5\r\n"two\nlines",true\r\n,\r\n',
  );
});

Deno.test("writeCsv() lets no text become a formula, and leaves numbers alone", () => {
  assert.equal(
    writeCsv([["=1+1", "+1", "-1", "@x", "\tx", "a=1", -1]]),
    "'=1+1,'+1,'-1,'@x,'\tx,a=1,-1\r\n",
  );
  assert.equal(writeCsv([['=HYPERLINK("x","y")']]), `"'=HYPERLINK(""x"",""y"")"\r\n`);
});
