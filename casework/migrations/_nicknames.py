"""Given names and what people are called for short, in English and Spanish. Written for this programme."""

from collections.abc import Iterator

# name: what its bearers are called
SAID = """
abigail: abby gail
abraham: abe bram
adelaida: adela lala
adrian: ade
adriana: adri nana
agnes: aggie nessie
agustin: agus tin
albert: al bert bertie
alberto: beto tito berto
alejandra: ale jandra sandra alex
alejandro: ale alex jandro jano sandro
alexander: alex al xander sandy lex
alexandra: alex sandra lexi allie sasha
alfonso: poncho fonso alf
alfred: al fred alfie freddie
alfredo: fredo fredy feyo
alicia: licha ali
alison: ali allie
amanda: mandy
amelia: mely amy millie
ana: anita nita any
anastasia: stacy tasha ana
andrea: andy dre andi
andres: andy andi
andrew: andy drew
angela: angie
angelica: angie geli
angeles: angie gelines geles angelita
anna: annie ann
anne: annie nan nancy
anthony: tony ant
antonia: toni tonia tona
antonio: tono tony tonio antuan
arturo: turo art
arthur: art artie
augustus: gus augie
barbara: barb babs barbie
bartholomew: bart
bartolome: bartolo tolo
beatrice: bea trixie
beatriz: bety beti bea
benjamin: ben benny benji benja
bernard: bernie barney
bernardo: nardo berni
bradley: brad
brandon: bran
brenda: bren
brian: bri
caleb: cal
calvin: cal vinny
carlos: charly carlitos litos
carmen: menchu carmela carmelita
carolina: caro lina
caroline: carrie carol lina
catalina: cata lina
catherine: cathy cate kate katie cat kitty
cecilia: ceci chila celia
charles: charlie chuck chas chaz
charlotte: lottie charlie char
christian: chris
christina: tina chris chrissy christy
christine: chris chrissy tina
christopher: chris topher kit
clara: clarita
claudia: clau
concepcion: concha conchita chona
consuelo: chelo consu
cristian: cris
cristina: cris tina cristy
cristobal: tobal cris
cynthia: cindy
daniel: dan danny dani
daniela: dani
david: dave davey davy
deborah: deb debbie debra
dennis: denny
diego: dieguito yago
dolores: lola lolita loli
dominic: dom nick
domingo: mingo
donald: don donnie
dorothy: dot dottie dolly
douglas: doug
eduardo: lalo edu eddy
edgar: ed eddie
edmund: ed eddie ned
edward: ed eddie ted teddy ned
edwin: ed eddie win
eleanor: ellie nell nora lenny
elena: nena lena
elizabeth: liz lizzie beth betsy betty eliza libby lisa liza ellie bess
emily: em emmy millie
emilio: milo emi
emma: em emmy
enrique: quique kike enri
erica: ricky
ernest: ernie
ernesto: neto erni
esperanza: pera lancha espe
esteban: este teban
eugene: gene
eugenia: geni kena maru
eva: evita
evelyn: evie eve
felicia: fel licha
felipe: pipe feli lipe
felix: feli
fernanda: fer nanda
fernando: nando fer ferni
florence: flo flossie
frances: fran fanny frankie
francis: frank fran
francisca: paca paquita pancha panchita fran chica
francisco: paco pancho paquito pacho curro cisco kiko frank chico
franklin: frank
frederick: fred freddie rick fritz
gabriel: gabe gabi
gabriela: gabi gaby
genevieve: gen viv
george: georgie
gerald: gerry jerry
geraldine: gerri
gerardo: gera lalo jerry
gilberto: beto gil
gloria: glo
graciela: chela
gregorio: goyo grego
gregory: greg
gretchen: greta
guadalupe: lupe lupita pita lupillo
guillermina: mina guille
guillermo: memo guille willy billy
gustavo: tavo gus
harold: hal harry
harriet: hattie
helen: nell nellie
henry: hank harry hal
herbert: herb bert
hector: tito teto
hilda: hildita
hugo: huguito
ignacio: nacho nachito
isaac: ike zac
isabel: isa chabela chabe bel isabelita
isabella: bella izzy isa
ismael: isma mayo
jacob: jake jay
jacqueline: jackie
jaime: jimmy jaimito
james: jim jimmy jamie jay
janet: jan
javier: javi xavi javo
jeffrey: jeff
jennifer: jen jenny jenn
jeremiah: jerry jem
jeremy: jerry jem
jerome: jerry
jesse: jess
jessica: jess jessie
jesus: chuy chucho suso chuyito
joaquin: quino joaco
john: johnny jack jon
jonathan: jon jonny nathan
jorge: coque jorgito george
jose: pepe chepe joseito che pepito cheo joe
josefa: pepa fina chepa
josefina: fina pepa josie chepina
joseph: joe joey jo
josephine: jo josie fina
joshua: josh
juan: juanito juancho juanillo john
juana: juanita jane
judith: judy jude
julia: juli jules
julian: juli jules
julio: julito
katherine: kathy kate katie kat kay kit kitty katy
kathleen: kathy kate katie kay
kenneth: ken kenny
kimberly: kim kimmy
laura: lalita laurie
lawrence: larry laurie lonnie
leonard: len leo lenny
leonardo: leo nardo
leonor: nona leo
leticia: lety leti
leopoldo: polo leo
lillian: lily lil
louis: lou louie
louise: lou lulu
lorenzo: lencho loren
lourdes: lulu lula
lucas: luke luc
lucia: lucy luci chia
luis: lucho luisito wicho
luisa: lucha lulu
lydia: liddy
manuel: manolo manny lolo manu meme nelo
manuela: manola manolita lela
marcela: marce chela
marcus: marc mark
margaret: maggie meg peggy marge margie greta rita meggie daisy
margarita: marga mago rita magui tita
maria: mari mary maruja maru marita cuca mia
maria de los angeles: marian angeles angelines
maria del carmen: maricarmen mamen carmen
maria de la luz: mariluz luz lucha
maria del refugio: cuca refugio
maria de jesus: chuy marichuy chucha
maria del pilar: pili pilar maripili
maria fernanda: mafer marifer
maria guadalupe: marilupe lupe lupita
maria isabel: maribel marisa
maria jose: majo marijose
maria luisa: marisa malu
maria teresa: maite marite tere
maria eugenia: maru
mariano: nano
mario: mayito
martha: marty patty
martin: marty tincho
mary: molly polly mae mamie
matias: mati
matilda: tilda tillie mattie
matthew: matt matty
mauricio: mau
maximilian: max
maximiliano: max maxi
mercedes: meche merche
michael: mike mickey mick mikey micah
michelle: shelly chelle micki
miguel: migue mike miguelito
mildred: millie
milagros: mili mila
monica: moni
montserrat: montse
nancy: nan
natalia: nata naty
natalie: nat nattie
nathan: nate nat
nathaniel: nate nat nathan
nicholas: nick nicky nico cole
nicolas: nico colas nick
nicole: nikki nicky cole
norma: normita
octavio: tavo
oliver: ollie
olivia: liv livvy ollie
oscar: ozzy
pablo: pablito paul
pamela: pam
patricia: pat patty tricia trish pati paty
patricio: pato pat
patrick: pat paddy rick
paul: paulie
paula: pau
pedro: perico pedrito peter
penelope: penny nell
peter: pete
philip: phil pip
pilar: pili
priscilla: cilla prissy
rachel: rae ray
rafael: rafa rafi felo
ramon: moncho monchi
raquel: kelly raque
raymond: ray
raymundo: mundo ray
rebecca: becky becca
reginald: reggie reg
refugio: cuco cuca
reynaldo: rey naldo
ricardo: richie riqui cayo rick
richard: rick dick rich richie ricky
robert: bob bobby rob robbie bert
roberta: bobbie robbie
roberto: beto rob robertito berto
rodolfo: fito rudy rolfo
rodrigo: rodri rigo
rogelio: roger roge
ronald: ron ronnie
rosa: rosita rosi chita
rosalia: lia rosi
rosario: chayo charo charito
russell: russ rusty
ruben: rube
salvador: chava salva chavita
samantha: sam sammy
samuel: sam sammy
sandra: sandy
santiago: santi chago tiago diego
sarah: sally sadie
sebastian: sebas seb bas
sergio: checo serch
sharon: shari
silvia: chiva silvi
simon: si
sofia: sofi chofi
sophia: sophie
socorro: coco coquito
soledad: sole chole
stanley: stan
stella: stell
stephanie: steph stevie
stephen: steve steph stevie
steven: steve stevie
susan: sue susie suzy
susana: susi susy
suzanne: sue suzy
sylvia: syl sylvie
tamara: tammy tam
teodoro: teo doro
teresa: tere teresita techa
theodore: ted teddy theo
theresa: terry tess tessa terri
thomas: tom tommy
timothy: tim timmy
tomas: tomasito tomi
trinidad: trini
valentina: vale tina
valeria: vale
vanessa: nessa
veronica: vero roni ronnie
vicente: chente vicen
vicenta: chenta
victor: vic vico
victoria: vicky tori vic
vincent: vince vinny
violeta: viole
virginia: ginny ginger vicky gina
walter: walt wally
wendy: wen
wilfredo: wil fredo
william: bill billy will willy liam willie
ximena: xime mena jimena
yolanda: yoli yola
zachary: zach zack
"""


def pairs() -> Iterator[tuple[str, str]]:
    for line in SAID.strip().splitlines():
        name, _colon, shorts = line.partition(": ")
        yield from ((name, short) for short in dict.fromkeys(shorts.split()))
