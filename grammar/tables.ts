// Generated from the rules of the grammar by `npm run generate`: how their choices are told apart. A line is one of them: its rule, its
// number there, what stands behind a repetition, and what each alternative begins with.
export const tables = `
names ; 1536 ; end ; AnyName
texts ; 1536 ; end ; Text
symbol ; 256 ;  ; AnyName | Text
number ; 512 ;  ; Minus
number ; 256 ;  ; Num | Percent
number ; 513 ;  ; Currency Unit tokens
number ; 257 ;  ; Currency | Unit | tokens
literal ; 256 ;  ; Minus Num Percent | Text | Moment | true | false
json ; 256 ;  ; Minus Num Percent Text Moment true false | null | OpenBracket | OpenBrace
json ; 1280 ; CloseBracket 0 ; Minus Num Percent Text Moment true false null OpenBracket OpenBrace
json ; 1281 ; CloseBrace 0 ; Text
type ; 256 ;  ; text boolean integer number percent duration time | money | one | list | OpenBrace
type ; 265 ;  ; text | boolean | integer | number | percent | duration | time
type ; 1536 ; end ; AnyName Text
fields ; 768 ; CloseBrace 0 ; AnyName
fields ; 512 ;  ; at
index ; 256 ;  ; Num | Star | AnyName
path ; 768 ; end ; Dot OpenBracket
step ; 256 ;  ; Dot | OpenBracket
at ; 256 ;  ; AnyName | OpenBracket
at ; 768 ; end ; Dot OpenBracket
tool ; 256 ;  ; AnyName | Pattern
action ; 256 ;  ; any,ReadOnly any,destructive | AnyName Pattern | Star
action ; 257 ;  ; ReadOnly | destructive
actions ; 1536 ; end ; any AnyName Pattern Star
source ; 256 ;  ; last,user any,user | Pattern OpenBracket AnyName,OpenParen AnyName,at AnyName
source ; 257 ;  ; last | any
source ; 258 ;  ; AnyName Pattern | OpenBracket
source ; 1536 ; CloseBracket 0 ; AnyName Pattern
source ; 512 ;  ; OpenParen
source ; 1537 ; CloseParen 0 ; AnyName
source ; 513 ;  ; at
binding ; 512 ;  ; Colon
condition ; 768 ; end ; or OrOr
condition ; 256 ;  ; or | OrOr
conjunction ; 768 ; end ; and AndAnd
conjunction ; 256 ;  ; and | AndAnd
primary ; 256 ;  ; not Bang | OpenParen | after | every some no,AnyName | Minus Num Percent Text Moment true false AnyName,OpenParen AnyName,Dot AnyName,OpenBracket AnyName,Star AnyName,Plus AnyName,Minus AnyName,is AnyName,Equals AnyName,NotEquals AnyName,in AnyName,inside AnyName,like AnyName,Less AnyName,LessOrEqual AnyName,Greater AnyName,GreaterOrEqual AnyName,ArrowLess AnyName,ArrowGreater AnyName,matches AnyName,starts AnyName,ends AnyName,contains AnyName,comes AnyName
primary ; 257 ;  ; not | Bang
quantified ; 265 ;  ; every | some | no
comparison ; 512 ;  ; is Equals NotEquals in inside like Less LessOrEqual Greater GreaterOrEqual ArrowLess ArrowGreater matches starts ends contains comes
check ; 256 ;  ; is Equals NotEquals | in inside like | Less LessOrEqual Greater GreaterOrEqual ArrowLess ArrowGreater | matches | starts ends contains | comes
check ; 257 ;  ; is | Equals | NotEquals
check ; 512 ;  ; not
check ; 258 ;  ; known | unknown | in inside like | Minus Num Percent Text Moment true false AnyName
check ; 259 ;  ; Less | LessOrEqual | Greater | GreaterOrEqual | ArrowLess | ArrowGreater
check ; 260 ;  ; starts | ends | contains
check ; 261 ;  ; AnyName Pattern | OpenBracket
check ; 1536 ; CloseBracket 0 ; AnyName Pattern
membership ; 256 ;  ; in | inside | like
membership ; 257 ;  ; OpenBracket | AnyName
membership ; 1536 ; CloseBracket 0 ; Minus Num Percent Text Moment true false AnyName
origin ; 512 ;  ; at
sum ; 768 ; end ; Plus Minus
sum ; 256 ;  ; Plus | Minus
product ; 768 ; end ; Star
operand ; 256 ;  ; Minus Num Percent Text Moment true false | AnyName,OpenParen | AnyName,Dot AnyName,OpenBracket AnyName
invocation ; 256 ;  ; AnyName,of | AnyName,in | Minus Num Percent Text Moment true false AnyName,OpenParen AnyName,Dot AnyName,OpenBracket AnyName,Star AnyName,Plus AnyName,Minus AnyName,Comma AnyName
invocation ; 1536 ; CloseParen 0 ; Minus Num Percent Text Moment true false AnyName
past ; 512 ;  ; same
past ; 513 ;  ; within
past ; 514 ;  ; per
conditions ; 512 ;  ; when
conditions ; 513 ;  ; unless
header ; 256 ;  ; pact | charter
header ; 512 ;  ; Text
header ; 513 ;  ; under
member ; 256 ;  ; version | purpose | effective | timezone | owner | reviewers | review | agent | tools | suspend | refine | group | fact | judge | may | never | escalate | limit | delegate | handoff | record | test | evaluate red | drift
effective ; 512 ;  ; until
agent ; 512 ;  ; model
agent ; 513 ;  ; prompt
agent ; 514 ;  ; acts
agent ; 515 ;  ; OpenBrace
tools ; 512 ;  ; results
tools ; 265 ;  ; json | yaml | text
tools ; 513 ;  ; errors
suspend ; 1536 ; end ; owner Text
suspend ; 256 ;  ; owner | Text
refine ; 512 ;  ; Colon
refine ; 256 ;  ; ReadOnly | destructive
refine ; 513 ;  ; OpenBrace
fact ; 256 ;  ; Colon | from
fact ; 512 ;  ; from
judge ; 1536 ; CloseParen 0 ; AnyName
judge ; 512 ;  ; version
judge ; 513 ;  ; on
judge ; 265 ;  ; true | false | unknown
never ; 512 ;  ; any AnyName Pattern Star
never ; 513 ;  ; because
escalate ; 512 ;  ; any Pattern Star AnyName,Comma AnyName
escalate ; 768 ; else 1 ; else,to else,Text
escalate ; 515 ;  ; to
escalate ; 513 ;  ; carrying
escalate ; 514 ;  ; because
limit ; 265 ;  ; tokens | cost | calls
limit ; 512 ;  ; of
limit ; 513 ;  ; soft
limit ; 514 ;  ; hard
limit ; 1024 ; end ; per
handoff ; 512 ;  ; by
handoff ; 513 ;  ; carrying
handoff ; 514 ;  ; expect
record ; 512 ;  ; redact
record ; 513 ;  ; retain
record ; 514 ;  ; on
record ; 265 ;  ; deny | allow
call ; 1280 ; CloseParen 0 ; AnyName
event ; 256 ;  ; user,says agent,says | AnyName,OpenParen
event ; 265 ;  ; user | agent
event ; 512 ;  ; Num
given ; 256 ;  ; Minus Num Percent Text Moment true false | AnyName
test ; 512 ;  ; after
test ; 1536 ; more ; user agent AnyName
test ; 513 ;  ; given
test ; 1537 ; expect 0 ; AnyName
test ; 265 ;  ; allow | escalate | deny
test ; 514 ;  ; by as
test ; 257 ;  ; by | as
suite ; 256 ;  ; evaluate | red
suite ; 768 ; CloseBrace 0 ; agent cases trials require generate schedule
suiteItem ; 256 ;  ; agent | cases | trials | require | generate | schedule
suiteItem ; 1536 ; end ; AnyName
suiteItem ; 512 ;  ; seed
requirement ; 512 ;  ; Caret OpenParen
requirement ; 256 ;  ; Caret | OpenParen
requirement ; 257 ;  ; LessOrEqual | GreaterOrEqual | Less | Greater
requirement ; 513 ;  ; in
drift ; 768 ; CloseBrace 0 ; baseline watch alarms reevaluate
driftItem ; 256 ;  ; baseline | watch | alarms | reevaluate
driftItem ; 512 ;  ; or
`;
