"""Write ``clients-atelier.csv``: the customers of a garage, as such a list really looks.

Names are invented. Mobiles are 06 00 00 xx xx, fixed lines from the ranges kept for fiction
(01 99 00, 02 61 91, 03 53 01), and so are the American and the London number.
"""

from pathlib import Path

TITLES = ("Nom", "Prénom", "Téléphone", "Ville", "Dernière visite")

CUSTOMERS = (
    ("Lefèvre", "Amélie", "06 00 00 12 04", "Tours", "12/03/2026"),
    ("Moreau", "Frédéric", "600002751", "Tours", "02/02/2026"),  # Excel took the zero
    ("Boulangerie Pinson", "", "01 99 00 14 73", "Saint-Avertin", "21/01/2026"),
    ("Nguyen", "Thi Lan", "06 00 00 44 10 / 01 99 00 44 10", "Joué-lès-Tours", "05/05/2026"),
    ("Da Silva", "Rui", "6,12E+08", "Tours", "18/11/2025"),
    ("Lefevre", "Amelie", "+33 6 00 00 12 04", "TOURS", "14/04/2026"),  # the first one again
    ("Garnier", "Solène", "O6 00 00 03 88", "La Riche", "09/12/2025"),
    ("Mairie de Vernou", "", "02 61 91 63 20", "Vernou-sur-Brenne", "30/09/2025"),
    ("Petit", "Jérôme", "06 00 00 7", "Tours", "11/06/2025"),
    ("Haddad", "Nour", "06.00.00.58.36", "Saint-Pierre-des-Corps", "27/02/2026"),
    ("Roux", "Étienne", "0033 6 00 00 71 45", "Chambray-lès-Tours", "03/03/2026"),
    ("Chevalier", "Maud", "06 00 00 90 02 port.", "Fondettes", "16/01/2026"),
    ("Taxi Ligérien", "", "01 99 00 82 17", "Tours", "08/05/2026"),
    ("Ferrand", "Inès", "06-00-00-33-09", "Saint-Cyr-sur-Loire", "19/12/2025"),
    ("Ollivier", "Gaëlle", "+33 (0)6 00 00 21 66", "Tours", "22/04/2026"),
    ("Bœuf", "Maëlys", "0600001857", "Luynes", "10/10/2025"),
    ("Carpentier", "Loïc", "06/00/00/64/12", "Ballan-Miré", "28/03/2026"),
    ("Benali", "Samir", "06 0000 3921", "Tours", "15/05/2026"),
    ("D'Almeida", "José", "(06) 00 00 77 50", "Montlouis-sur-Loire", "01/04/2026"),
    ("Garage Brûlé", "", "03 53 01 20 08", "Amboise", "17/03/2026"),
    ("Lemaître", "Agnès", "600004318", "Tours", "24/02/2026"),
    ("Pons", "Théo", "", "Tours", "06/11/2025"),
    ("Guérin", "Zoé", "06 39 98 12 04", "Veigné", "29/01/2026"),  # a range nobody has
    ("Le Goff", "Yann", "06 OO OO 15 27", "Esvres", "13/02/2026"),
    ("Marchand", "Élodie", "pas de tél.", "Tours", "20/08/2025"),
    ("Van den Berg", "Lotte", "+32 470 00 01 23", "Bruxelles", "07/07/2025"),
    ("Favre", "Noémie", "+41 79 000 01 45", "Genève", "25/07/2025"),
    ("Whitfield", "Harriet", "+44 20 7946 0123", "Londres", "02/08/2025"),
    ("Hartley", "Wade", "+1 202-555-0147", "Washington", "04/08/2025"),
    ("", "", "", "", ""),
    ("Payet", "Marie-Ange", "0692 00 01 88", "Saint-Denis", "12/08/2025"),  # La Réunion
    ("Dubois", "François", "06 00 00 46 93", "Tours", "05/01/2026"),
    ("Perrin", "Hélène", "06 00 00 52 70", "Tours", "05/01/2026"),
    ("Perrin", "Hélène", "06.00.00.52.70", "Tours", "06/05/2026"),
    ("Ambulances du Cher", "", "02 61 91 07 41", "Saint-Avertin", "31/03/2026"),
    ("Renaud", "Cédric", "+33600008834", "Azay-le-Rideau", "26/01/2026"),
    ("Collin", "Anaïs", "06 00 00 29 15 ou 06 00 00 29 16", "Tours", "18/04/2026"),
    ("Schmitt", "Jörg", "0033600006620", "Tours", "11/05/2026"),
    ("Barbier", "Léa", "Léa 06 00 00 95 31", "Monts", "23/03/2026"),
    ("Menuiserie Tessier", "", "03 53 01 58 90", "Loches", "14/11/2025"),
    ("Aubry", "Mathéo", "06 00 00 38", "Tours", "09/09/2025"),
    ("Rolland", "Clémence", "06 00 00 13 82 50", "Tours", "10/04/2026"),
    ("Keïta", "Aïssatou", "06 00 00 61 07", "Joué-lès-Tours", "21/05/2026"),
    ("Jacquet", "Benoît", "600009940", "Tours", "27/11/2025"),
    ("Poirier", "Océane", "06 00 00 84 26", "Tours", "19/02/2026"),
    ("Poirier", "Océane", "600008426", "Tours", "20/05/2026"),
    ("Fleurs d'Aujourd'hui", "", "01 99 00 35 62", "Tours", "13/02/2026"),
    ("Delmas", "Grégory", "06 00 00 19 74 (bureau)", "Langeais", "28/04/2026"),
    ("Vasseur", "Ludivine", "06\u00a000\u00a000\u00a070\u00a033", "Tours", "17/01/2026"),
    ("Hérault", "Basile", "03 53 01 41 58", "Tours", "03/12/2025"),
    ("Assurances du Val", "", "08 99 00 22 11", "Tours", "30/01/2026"),  # costs the caller
    ("Texier", "Manon", "600000045.0", "Bléré", "15/04/2026"),
    ("Blanchard", "Noël", "+33 6 00 00 50 19", "Tours", "24/12/2025"),
    ("Lacroix", "Sévérine", "06 00 00 23 48", "Tours", "02/05/2026"),
    ("Camus", "Gwenaël", "06 00 00 68 91", "Cormery", "16/05/2026"),
    ("Legrand", "Ève", "06 00 00 31 55", "Tours", "06/03/2026"),
    ("Bodin", "Raphaël", "06 00 00 97 60", "Vouvray", "12/05/2026"),
    ("Charrier", "Maïté", "02 61 91 48 05", "Tours", "08/01/2026"),
    ("École Jules-Verne", "", "03 53 01 74 36", "Tours", "04/02/2026"),
    ("Gauthier", "Aurélien", "06 00 00 42 79", "Rochecorbon", "25/05/2026"),
    ("TOTAL", "", "59", "", ""),
)


def write(path: Path) -> None:
    """Windows-1252, ``;`` and CRLF: what Excel in French saves as CSV."""
    lines = (";".join(row) for row in (TITLES, *CUSTOMERS))
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("windows-1252"))


if __name__ == "__main__":
    write(Path(__file__).with_name("clients-atelier.csv"))
