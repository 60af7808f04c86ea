// Reads what continues the text before it only on its own line: `(`, `[` and `!` behind an
// expression, `(`, `[`, `<` and `?` behind a type, and the reason in `mock … => fail timeout`. On a
// line of their own they begin something new, or are no such sign, and the generated lexer reads
// them. Also where a string that isn't closed ends.
//
// A comment ends its line, so that blanks are all that can stand between. Nothing is remembered
// from one token to the next.

#include "tree_sitter/parser.h"

#include <string.h>

enum Token {
  ARGUMENTS_OPEN,
  INDEX_OPEN,
  NON_NULL,
  TYPE_ARGUMENTS_OPEN,
  REFINEMENTS_OPEN,
  SIZE_OPEN,
  OPTIONAL,
  REASON,
  LINE_END,
  // In no rule: where it is expected, the parser recovers from a mistake and expects everything.
  DURING_RECOVERY,
};

void *tree_sitter_orch_external_scanner_create(void) { return NULL; }
void tree_sitter_orch_external_scanner_destroy(void *scanner) { (void)scanner; }
unsigned tree_sitter_orch_external_scanner_serialize(void *scanner, char *buffer) {
  (void)scanner;
  (void)buffer;
  return 0;
}
void tree_sitter_orch_external_scanner_deserialize(void *scanner, const char *buffer,
                                                   unsigned length) {
  (void)scanner;
  (void)buffer;
  (void)length;
}

// The same as in grammar.js; a test holds both to the compiler's.
static const char *const RESERVED[] = {
    "_",    "as",      "call", "const", "else",   "ensure", "enum",     "fail", "false",
    "fn",   "for",     "if",   "in",    "into",   "let",    "match",    "null", "provide",
    "repeat", "template", "test", "true", "type",  "use",    "with",
};

// Longer than every reserved word, with an end.
enum { WORD_SIZE = 10 };

static bool found(TSLexer *lexer, enum Token token) {
  lexer->mark_end(lexer);
  lexer->result_symbol = token;
  return true;
}

static bool begins_name(int32_t sign) {
  return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign == '_';
}

// A name that is no reserved word, nor the `r` of a raw string.
static bool reason(TSLexer *lexer) {
  char word[WORD_SIZE] = {0};
  unsigned length = 0;
  while (begins_name(lexer->lookahead) || (lexer->lookahead >= '0' && lexer->lookahead <= '9')) {
    if (length < WORD_SIZE - 1) word[length] = (char)lexer->lookahead;
    length++;
    lexer->advance(lexer, false);
  }
  if (length == 1 && word[0] == 'r' && lexer->lookahead == '"') return false;
  for (unsigned at = 0; length < WORD_SIZE && at < sizeof RESERVED / sizeof *RESERVED; at++) {
    if (strcmp(word, RESERVED[at]) == 0) return false;
  }
  return found(lexer, REASON);
}

bool tree_sitter_orch_external_scanner_scan(void *scanner, TSLexer *lexer, const bool *expected) {
  (void)scanner;
  if (expected[DURING_RECOVERY]) return false;
  if (expected[LINE_END]) {
    bool ends = lexer->lookahead == '\n' || lexer->lookahead == '\r' || lexer->eof(lexer);
    return ends && found(lexer, LINE_END);
  }
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r') {
    lexer->advance(lexer, true);
  }
  int32_t sign = lexer->lookahead;
  if (expected[REASON] && begins_name(sign)) return reason(lexer);
  if (sign != '(' && sign != '[' && sign != '!' && sign != '<' && sign != '?') return false;
  lexer->advance(lexer, false);
  int32_t next = lexer->lookahead;
  // Behind `into T`, the type takes what it can before the expression does.
  switch (sign) {
    case '(':
      if (expected[REFINEMENTS_OPEN]) return found(lexer, REFINEMENTS_OPEN);
      return expected[ARGUMENTS_OPEN] && found(lexer, ARGUMENTS_OPEN);
    case '[':
      if (expected[SIZE_OPEN]) return found(lexer, SIZE_OPEN);
      return expected[INDEX_OPEN] && found(lexer, INDEX_OPEN);
    case '!':
      return expected[NON_NULL] && next != '=' && found(lexer, NON_NULL);
    case '<':
      return expected[TYPE_ARGUMENTS_OPEN] && next != '=' && found(lexer, TYPE_ARGUMENTS_OPEN);
    default:
      return expected[OPTIONAL] && next != '?' && next != '.' && found(lexer, OPTIONAL);
  }
}
